import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '#components/shell/sign-in-form.tsx';
import { PlainFrame } from '#components/shell/plain-frame.tsx';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { web } from '#lib/api/compose.ts';
import { isDemoBanner } from '#lib/platform/config/banner-words.ts';
import { readViewer } from '../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Sign in' };

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Signs in with a local account. A demo lists its accounts, whose passwords are public. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, notice } = await searchParams;
  const returnTo = sameSitePath(callbackUrl);
  if (await readViewer()) redirect(returnTo);
  const { environment } = await web();
  return (
    <PlainFrame>
      <SignInForm returnTo={returnTo} error={typeof error === 'string' ? error : null} notice={typeof notice === 'string' ? notice : null} demoAccounts={isDemoBanner(environment.banner) ? demoAccounts.map(({ email, name, password, role }) => ({ email, name, password, role })) : []} />
    </PlainFrame>
  );
}

/** Path and query of an address, on this site whatever its host was. */
function sameSitePath(value: string | string[] | undefined): string {
  if (typeof value !== 'string') return '/';
  try {
    const { pathname, search } = new URL(value, 'http://tarmac.invalid');
    return pathname.startsWith('//') || pathname.startsWith('/sign-in') ? '/' : `${pathname}${search}`;
  } catch {
    return '/';
  }
}
