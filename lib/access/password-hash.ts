import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

// 32 MiB for each hash under way: OWASP's N=2^15, r=8, p=3, as strong as its N=2^17 with a quarter of the memory.
const cost = { N: 2 ** 15, r: 8, p: 3 };
const keyBytes = 32;
const longestPassword = 1024;

/** `scrypt$N$r$p$salt$hash`, salt and hash in base64, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost, keyBytes);
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$');
}

/**
 * Whether `password` gives `stored`. With null (no such account, or one without a password) it takes as long and says
 * no, so that the time tells nothing about which accounts there are.
 */
export async function isPasswordRight(password: string, stored: string | null): Promise<boolean> {
  const [scheme, N, r, p, salt, key] = (stored ?? (await placeholder())).split('$');
  if (scheme !== 'scrypt' || !salt || !key || password.length > longestPassword) return false;
  const expected = Buffer.from(key, 'base64');
  const actual = await derive(password, Buffer.from(salt, 'base64'), { N: Number(N), r: Number(r), p: Number(p) }, expected.length);
  return timingSafeEqual(actual, expected) && stored !== null;
}

let placeholderHash: Promise<string> | null = null;
const placeholder = (): Promise<string> => (placeholderHash ??= hashPassword(randomBytes(16).toString('hex')));

function derive(password: string, salt: Buffer, { N, r, p }: typeof cost, bytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, bytes, { N, r, p, maxmem: 256 * N * r }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
