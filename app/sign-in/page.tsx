import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SignInForm } from '#components/shell/sign-in-form.tsx';
import { PlainFrame } from '#components/shell/plain-frame.tsx';
import { demoAccounts } from '#lib/access/initial-accounts.ts';
import { web } from '#lib/api/compose.ts';
import { sameSitePath } from '#lib/api/same-site-path.ts';
import { isDemoBanner } from '#lib/platform/config/banner-words.ts';
import { readViewer } from '../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Sign in' };

type SignInPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Signs in with a local account. A demo lists its accounts, whose passwords are public. */
export default async function SignInPage({ searchParams }: SignInPageProps) {
  const { callbackUrl, error, notice } = await searchParams;
  const returnTo = toReturnPath(callbackUrl);
  if (await readViewer()) redirect(returnTo);
  const { environment } = await web();
  return (
    <PlainFrame>
      <SignInForm returnTo={returnTo} error={typeof error === 'string' ? error : null} notice={typeof notice === 'string' ? notice : null} demoAccounts={isDemoBanner(environment.banner) ? demoAccounts.map(({ email, name, password, role }) => ({ email, name, password, role })) : []} />
    </PlainFrame>
  );
}

/** Where a sign-in leads to; never to the sign-in page again. */
function toReturnPath(callbackUrl: string | string[] | undefined): string {
  const path = sameSitePath(typeof callbackUrl === 'string' ? callbackUrl : '/');
  return path.startsWith('/sign-in') ? '/' : path;
}
