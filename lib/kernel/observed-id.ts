import { hash } from 'node:crypto';

/**
 * The id of an observed object: a UUID (version 8, RFC 9562 §5.8) derived from the source's id and
 * the object's own uid, so that a row keeps its id and its links when it goes and comes back.
 */
export function observedId(sourceId: string, uid: string): string {
  const hex = hash('sha256', `${sourceId}\0${uid}`, 'hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
