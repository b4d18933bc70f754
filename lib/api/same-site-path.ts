/** Path and query of an address, on this site whatever its host was; `/` for what is no address. */
export function sameSitePath(address: string): string {
  const url = URL.parse(address, 'http://tarmac.invalid');
  return url && /^https?:$/.test(url.protocol) && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}

/**
 * Makes a redirect one to a path of this site. next-auth sends browsers to an address that it was configured with, which
 * need not be the one by which they came (localhost, an address of the network).
 */
export function keepOnSite(response: Response): Response {
  const location = response.headers.get('location');
  if (location !== null) response.headers.set('location', sameSitePath(location));
  return response;
}
