import { decode } from 'next-auth/jwt';
import type { SessionClaims } from '#lib/access/sessions.ts';
import { deriveKey } from '#lib/platform/config/secret.ts';

/** next-auth's name for it. The prefix binds the cookie to https: without it a neighbour in the same domain could have set it. */
const cookieName = (secure: boolean): string => `${secure ? '__Secure-' : ''}next-auth.session-token`;

/** The key under which next-auth encrypts session cookies. */
export function sessionSecret(secret: Buffer): string {
  return deriveKey(secret, 'session cookies').toString('hex');
}

/** What the session cookie in a Cookie header says; null without one, or when it is expired or not ours. `secure` is whether people reach the site by https. */
export async function readSessionCookie(cookieHeader: string | null, { secret, secure }: { secret: Buffer; secure: boolean }): Promise<SessionClaims | null> {
  const token = cookieValue(cookieHeader ?? '', cookieName(secure));
  if (!token) return null;
  const claims = await decode({ token, secret: sessionSecret(secret) }).catch(() => null);
  const { sub, signedInAt } = claims ?? {};
  return typeof sub === 'string' && typeof signedInAt === 'number' ? { userId: sub, signedInAt } : null;
}

function cookieValue(header: string, name: string): string | null {
  const pair = header.split(';').find((part) => part.trimStart().startsWith(`${name}=`));
  return pair ? pair.trim().slice(name.length + 1) : null;
}
