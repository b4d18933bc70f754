import { viewerOfSession } from '#lib/access/sessions.ts';
import { viewerOfToken } from '#lib/access/tokens.ts';
import type { Viewer } from '#lib/access/viewer.ts';
import { ApiError } from './api-error.ts';
import type { ApiServices } from './api-services.ts';
import { readSessionCookie } from './session-cookie.ts';

/** Who sent a request, and by what: only what a cookie carried can have been sent by another site. */
export type RequestViewer = { viewer: Viewer | null; by: 'token' | 'cookie' | null };

/**
 * Reads `Authorization: Bearer` first, else the session cookie; the account or token is looked up at each request.
 * A token that does not hold is an error even beside a good cookie. Throws ApiError `not-signed-in`.
 */
export async function viewerOfRequest({ db, secret, secure }: Pick<ApiServices, 'db' | 'secret' | 'secure'>, headers: Headers): Promise<RequestViewer> {
  const authorization = headers.get('authorization');
  if (authorization !== null) {
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    const viewer = token ? await viewerOfToken(db, token) : null;
    if (!viewer) throw notSignedIn('The token is not known, has expired or was revoked.', 'error="invalid_token"');
    return { viewer, by: 'token' };
  }
  const session = await readSessionCookie(headers.get('cookie'), { secret, secure });
  const viewer = session ? await viewerOfSession(db, session) : null;
  return { viewer, by: viewer ? 'cookie' : null };
}

/** The error for one who must sign in first (RFC 6750 §3 for the header). */
export function notSignedIn(message = 'Sign in, or send an API token in the header Authorization: Bearer.', detail = ''): ApiError {
  return new ApiError('not-signed-in', message, { headers: { 'www-authenticate': `Bearer realm="tarmac"${detail && `, ${detail}`}` } });
}
