import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { AuditEntry, AuditRecord } from './model.ts';
import { firstPrevHash, recordHash } from './record-hash.ts';
import { storableJson, storableText } from './storable.ts';

/**
 * Adds one record to the chain. `client` must be the connection of the caller's transaction (READ COMMITTED), so
 * that the act and its record stand or fall together; other writers wait until that transaction ends, so append
 * last. Throws only what the database throws.
 */
export async function appendAudit(client: Queryable, entry: AuditEntry): Promise<void> {
  // One chain, so one writer at a time.
  await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.appendAudit]);
  // A statement of its own: its snapshot has to be younger than the lock.
  const { rows } = await client.query<{ id: string; hash: string }>('SELECT id, hash FROM audit_records ORDER BY id DESC LIMIT 1');
  const record = nextRecord(entry, rows[0], new Date());
  await client.query(
    `INSERT INTO audit_records
       (id, at, actor_kind, actor_id, actor_name, action, object_type, object_id, object_name, reason, data, request_id, prev_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      record.id, record.at, record.actor.kind, record.actor.id, record.actor.name, record.action, record.objectType,
      record.objectId, record.objectName, record.reason, JSON.stringify(record.data), record.requestId, record.prevHash, record.hash,
    ],
  );
}

function nextRecord(entry: AuditEntry, head: { id: string; hash: string } | undefined, now: Date): AuditRecord {
  const text = (value: string | null | undefined) => (value === null || value === undefined ? null : storableText(value));
  const record = {
    id: String(BigInt(head?.id ?? 0) + 1n),
    at: now.toISOString(),
    actor: { kind: entry.actor.kind, id: storableText(entry.actor.id), name: storableText(entry.actor.name) },
    action: entry.action,
    objectType: entry.objectType,
    objectId: text(entry.objectId),
    objectName: text(entry.objectName),
    reason: text(entry.reason),
    data: storableJson(entry.data ?? {}),
    requestId: text(entry.requestId),
    prevHash: head?.hash ?? firstPrevHash,
  };
  return { ...record, hash: recordHash(record) };
}
