/**
 * Headers of every answer, in the form of next.config's `headers()`. Next starts pages by inline scripts, which without
 * a nonce for each answer need 'unsafe-inline'; so the rest is strict: nothing from another host runs, is loaded, is
 * sent to or may frame a page. `development` also allows eval and web sockets, for hot reload.
 */
export function securityHeaders({ development }: { development: boolean }): { key: string; value: string }[] {
  const policy = {
    'default-src': ["'self'"],
    'script-src': ["'self'", "'unsafe-inline'", ...(development ? ["'unsafe-eval'"] : [])],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:'],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...(development ? ['ws:'] : [])],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  };
  return [
    { key: 'Content-Security-Policy', value: Object.entries(policy).map(([name, values]) => `${name} ${values.join(' ')}`).join('; ') },
    { key: 'X-Content-Type-Options', value: 'nosniff' },
    { key: 'X-Frame-Options', value: 'DENY' },
    { key: 'Referrer-Policy', value: 'same-origin' },
    { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
    { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
    { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  ];
}
