import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** A new password of 192 random bits, in characters that need no escaping in a URL or in SQL. */
export function makePassword(): string {
  return randomBytes(24).toString('hex');
}

/**
 * The form in which PostgreSQL stores a password for SCRAM-SHA-256 (RFC 5803, RFC 7677), so that the password
 * itself never reaches the server's files. `password` is plain ASCII: SASLprep leaves it as it is.
 */
export function toScramVerifier(password: string, salt = randomBytes(16), iterations = 4096): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(sign('Client Key')).digest();
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey.toString('base64')}:${sign('Server Key').toString('base64')}`;
}
