import { createHash } from 'node:crypto';

/**
 * The id of an observed object: a UUID (version 8, RFC 9562 §5.8) derived from the source's id and
 * the object's own uid, so that a row keeps its id and its links when it goes and comes back.
 */
export function observedId(sourceId: string, uid: string): string {
  const bytes = createHash('sha256').update(sourceId).update('\0').update(uid).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
