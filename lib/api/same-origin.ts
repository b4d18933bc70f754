import { ApiError } from './api-error.ts';

/**
 * Refuses an action that a browser was made to send from another site with this site's cookie. Browsers say where a
 * request comes from in Sec-Fetch-Site (W3C Fetch Metadata), older ones in Origin; one that says neither is refused.
 */
export function requireSameOrigin(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null ? site === 'same-origin' : isOwnOrigin(request)) return;
  throw new ApiError('cross-site', 'The request came from another site and was refused. Programs sign in with an API token instead of a cookie.');
}

function isOwnOrigin(request: Request): boolean {
  const origin = URL.parse(request.headers.get('origin') ?? '');
  const hosts = [request.headers.get('x-forwarded-host'), request.headers.get('host')].filter((host) => host !== null);
  return origin !== null && hosts.includes(origin.host);
}
