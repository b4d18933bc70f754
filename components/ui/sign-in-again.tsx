'use client';
import Link from 'next/link';
import { usePathname, useSearchParams } from 'next/navigation';

/** Leads to the sign-in page, and from there back to this page as it stands in the address. */
export function SignInAgain({ className }: { className?: string }) {
  const [path, query] = [usePathname(), useSearchParams().toString()];
  return (
    <Link href={`/sign-in?callbackUrl=${encodeURIComponent(query === '' ? path : `${path}?${query}`)}`} prefetch={false} className={className}>
      Sign in
    </Link>
  );
}
