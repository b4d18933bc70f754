/** An Idempotency-Key of 128 random bits. Not `crypto.randomUUID`: browsers have that by https or on localhost only. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
