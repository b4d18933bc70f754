import { ApiError } from './api-error.ts';
import { readText } from './request-body.ts';

/** What of next-auth is served, by method; it would also take log lines from anybody, and make sessions longer. */
const served: Readonly<Record<string, readonly string[]>> = { GET: ['csrf', 'signin', 'error'], POST: ['callback', 'signout'] };
const bodyLimitBytes = 16 * 1024;

/**
 * A request to next-auth whose body was read within bounds; next-auth itself reads any. `action` is the first part of
 * its path below `/api/auth`. Throws ApiError for what is not served, is too large, or is no form.
 */
export async function readAuthRequest(request: Request, action: string | undefined): Promise<{ url: string; init: { method: string; headers: Headers; body: string | null } }> {
  const { method, headers, url } = request;
  if (!served[method]?.includes(action ?? '')) throw new ApiError('not-found', 'There is nothing at this address.');
  if (method === 'GET') return { url, init: { method, headers, body: null } };
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers.get('content-type') ?? '')) {
    throw new ApiError('unsupported-media-type', 'The body must be a form, sent with the header Content-Type: application/x-www-form-urlencoded.');
  }
  return { url, init: { method, headers, body: await readText(request, bodyLimitBytes) } };
}
