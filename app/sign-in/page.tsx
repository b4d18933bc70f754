import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '#components/shell/sign-in-form.tsx';
import { bannerWords, isDemoBanner } from '#components/shell/banner-words.ts';
import { Logo } from '#components/shell/logo.tsx';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { web } from '#lib/api/compose.ts';
import { readViewer } from '../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Sign in' };

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Signs in with a local account. A demo lists its accounts, whose passwords are public. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error } = await searchParams;
  const returnTo = sameSitePath(callbackUrl);
  if (await readViewer()) redirect(returnTo);
  const { environment } = await web();
  const banner = bannerWords(environment.banner);
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-[380px]">
        <div className="mb-5 flex items-center gap-2.5 text-lg font-semibold">
          <Logo /> Tarmac
          {banner ? <span className="ms-auto rounded-full border border-line px-2.5 py-px text-sm font-normal text-mute">{banner}</span> : null}
        </div>
        <SignInForm returnTo={returnTo} error={typeof error === 'string' ? error : null} demoAccounts={isDemoBanner(environment.banner) ? demoAccounts.map(({ email, name, password, role }) => ({ email, name, password, role })) : []} />
      </div>
    </main>
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
