import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/kernel/canonical-json.ts';
import type { AuditRecord } from './model.ts';

/** What the first record holds as the hash of the one before it. */
export const firstPrevHash = '0'.repeat(64);

// The prefix keeps a record's hash from ever standing for another kind of document; the number names the form of the text.
const prefix = 'tarmac-audit-record-1\n';

/** Hexadecimal SHA-256 over the prefix and the canonical JSON of everything in the record but its own hash. */
export function recordHash(record: Omit<AuditRecord, 'hash'>): string {
  const { id, at, actor, action, objectType, objectId, objectName, reason, data, requestId, prevHash } = record;
  const hashed = {
    id, at, actor: { kind: actor.kind, id: actor.id, name: actor.name },
    action, objectType, objectId, objectName, reason, data, requestId, prevHash,
  };
  return createHash('sha256').update(prefix).update(canonicalJson(hashed)).digest('hex');
}
