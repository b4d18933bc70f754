import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { AppError } from '#lib/kernel/app-error.ts';

/** What keeps a sealed value from being opened. */
export type SealedErrorCode = 'sealed-with-another-key' | 'sealed-damaged';
export class SealedError extends AppError<SealedErrorCode> {}

const version = 1;
const keyIdBytes = 8;
const nonceBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + keyIdBytes;

/**
 * Seals `text` with AES-256-GCM under a 32-byte key. `associated` (the id of the row it belongs to) is bound in, so that
 * a sealed value moved to another row does not open. Layout: version, key id (8), nonce (12), tag (16), ciphertext.
 */
export function seal(key: Buffer, text: string, associated: string): Uint8Array<ArrayBuffer> {
  const header = Buffer.concat([Buffer.of(version), toKeyId(key)]);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(toAssociatedData(header, associated));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([header, nonce, cipher.getAuthTag(), body]));
}

/**
 * Opens what {@link seal} made; of `keys` the one is used whose id the value carries, so older keys can stay known.
 * Throws a SealedError when no key is the right one or when the value or its row is not the one that was sealed.
 */
export function openSealed(keys: readonly Buffer[], sealed: Uint8Array, associated: string): string {
  const bytes = Buffer.from(sealed);
  if (bytes.length < headerBytes + nonceBytes + tagBytes || bytes[0] !== version) {
    throw new SealedError('sealed-damaged', 'A stored secret is damaged: enter it again.');
  }
  const header = bytes.subarray(0, headerBytes);
  const key = keys.find((candidate) => toKeyId(candidate).equals(header.subarray(1)));
  if (!key) {
    throw new SealedError('sealed-with-another-key', 'A stored secret was sealed with another key: bring back the secret file (or TARMAC_SECRET) that it was stored with, or enter it again.');
  }
  const nonce = bytes.subarray(headerBytes, headerBytes + nonceBytes);
  const tag = bytes.subarray(headerBytes + nonceBytes, headerBytes + nonceBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(toAssociatedData(header, associated));
  decipher.setAuthTag(tag);
  try {
    return decipher.update(bytes.subarray(headerBytes + nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch (thrown) {
    throw new SealedError('sealed-damaged', 'A stored secret is damaged or belongs to something else: enter it again.', { cause: thrown });
  }
}

function toKeyId(key: Buffer): Buffer {
  return createHash('sha256').update('tarmac key id').update(key).digest().subarray(0, keyIdBytes);
}

function toAssociatedData(header: Buffer, associated: string): Buffer {
  return Buffer.concat([header, Buffer.from(associated, 'utf8')]);
}
