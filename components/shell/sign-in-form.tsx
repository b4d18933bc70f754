'use client';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { signInMessage, signInNotice } from './sign-in-message.ts';

type DemoAccount = { email: string; name: string; password: string; role: string };

/** The form that next-auth's credentials provider takes; it posts as a plain form, so nothing but the token needs script. */
export function SignInForm({ returnTo, error, notice = null, demoAccounts }: { returnTo: string; error: string | null; notice?: string | null; demoAccounts: DemoAccount[] }) {
  const [csrfToken, setCsrfToken] = useState('');
  const [reachable, setReachable] = useState(true);
  const [account, setAccount] = useState({ email: '', password: '' });
  const [pending, setPending] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    readCsrfToken(stop.signal).then(setCsrfToken, () => stop.signal.aborted || setReachable(false));
    return () => stop.abort();
  }, []);
  const message = reachable ? signInMessage(error) : signInMessage('Unavailable');
  return (
    <>
      <form method="post" action="/api/auth/callback/credentials" onSubmit={() => setPending(true)} className="flex flex-col gap-3.5 rounded-[12px] border border-line bg-panel p-5">
        <h1 className="text-lg font-semibold">Sign in</h1>
        {message ? (
          <p role="alert" className="flex items-start gap-2 rounded-lg bg-fail-soft px-3 py-2">
            <StatusGlyph tone="failing" className="mt-1" /> {message}
          </p>
        ) : null}
        {!message && signInNotice(notice) ? (
          <p role="status" className="flex items-start gap-2 rounded-lg bg-accent-soft px-3 py-2">
            <StatusGlyph tone="ok" className="mt-1" /> {signInNotice(notice)}
          </p>
        ) : null}
        <input type="hidden" name="csrfToken" value={csrfToken} />
        <input type="hidden" name="callbackUrl" value={returnTo} />
        <TextField label="Email" name="email" type="email" autoComplete="username" required value={account.email} onChange={(event) => setAccount({ ...account, email: event.target.value })} />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required value={account.password} onChange={(event) => setAccount({ ...account, password: event.target.value })} />
        <Button type="submit" kind="primary" className="h-9" pending={pending} disabled={csrfToken === ''}>
          Sign in
        </Button>
      </form>
      {demoAccounts.length > 0 ? (
        <section aria-labelledby="demo-accounts" className="mt-5">
          <h2 id="demo-accounts" className="mb-2 text-sm text-mute">
            This is a demo. Its accounts are open to all:
          </h2>
          <ul className="overflow-hidden rounded-[10px] border border-line bg-panel">
            {demoAccounts.map((each) => (
              <li key={each.email} className="border-b border-line2 last:border-0">
                <button type="button" onClick={() => setAccount({ email: each.email, password: each.password })} className="flex min-h-11 w-full items-center gap-3 px-3.5 py-2 text-start hover:bg-hover focus-visible:outline-offset-[-2px]">
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium">{each.name}</span>
                    <span className="mono block truncate text-mute">
                      {each.email} · {each.password}
                    </span>
                  </span>
                  <span className="text-sm text-mute">{each.role}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

async function readCsrfToken(signal: AbortSignal): Promise<string> {
  const response = await fetch('/api/auth/csrf', { signal, cache: 'no-store' });
  const body: unknown = await response.json();
  if (typeof body === 'object' && body !== null && 'csrfToken' in body && typeof body.csrfToken === 'string') return body.csrfToken;
  throw new Error('The sign-in service gave no token');
}
