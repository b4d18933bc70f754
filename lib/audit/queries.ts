import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { AuditActor, AuditRecord } from './model.ts';
import { firstPrevHash, recordHash } from './record-hash.ts';

/** Which records: each filter is absent or must match; `before` is the id of the last record of the page before. */
export type AuditFilter = {
  actions?: readonly string[] | undefined;
  objectTypes?: readonly string[] | undefined;
  objectId?: string | undefined;
  /** Id of the actor, or part of a name that it acted under. */
  actor?: string | undefined;
  before?: bigint | undefined;
  limit: number;
};

/** Newest first; `nextBefore` asks for the next page, null on the last. `total` counts all that match. */
export type AuditPage = { items: AuditRecord[]; nextBefore: bigint | null; total: number };

/** Lists records in one page by keyset, newest first. */
export async function listAudit(db: Queryable, filter: AuditFilter): Promise<AuditPage> {
  const actorIds = filter.actor === undefined ? null : await findActors(db, filter.actor);
  const matching = `($1::text[] IS NULL OR action = ANY($1)) AND ($2::text[] IS NULL OR object_type = ANY($2))
    AND ($3::text IS NULL OR object_id = $3) AND ($4::text[] IS NULL OR actor_id = ANY($4))`;
  const filters = [filter.actions ?? null, filter.objectTypes ?? null, filter.objectId ?? null, actorIds];
  const [page, count] = await Promise.all([
    db.query<AuditRow>(
      `SELECT * FROM audit_records WHERE ${matching} AND ($5::bigint IS NULL OR id < $5) ORDER BY id DESC LIMIT $6`,
      [...filters, filter.before === undefined ? null : String(filter.before), filter.limit + 1],
    ),
    db.query<{ total: number }>(`SELECT count(*)::int AS total FROM audit_records WHERE ${matching}`, filters),
  ]);
  const items = page.rows.slice(0, filter.limit).map(toRecord);
  const last = items.at(-1);
  return { items, nextBefore: page.rows.length > filter.limit && last ? BigInt(last.id) : null, total: count.rows[0]?.total ?? 0 };
}

/** Whether an actor has a record of this request since then. */
export async function wasRecorded(db: Queryable, { actorId, requestId, since }: { actorId: string; requestId: string; since: Date }): Promise<boolean> {
  const { rowCount } = await db.query('SELECT FROM audit_records WHERE actor_id = $1 AND request_id = $2 AND at >= $3 LIMIT 1', [actorId, requestId, since]);
  return Boolean(rowCount);
}

/** Ids of the actors meant by `actor`. Jumps from name to name: as many steps as there are names, however many records. */
async function findActors(db: Queryable, actor: string): Promise<string[]> {
  const { rows } = await db.query<{ actor_id: string }>(
    `WITH RECURSIVE actors AS (
       (SELECT actor_id, actor_name FROM audit_records ORDER BY actor_id, actor_name LIMIT 1)
       UNION ALL
       SELECT further.* FROM actors, LATERAL (
         SELECT actor_id, actor_name FROM audit_records WHERE (actor_id, actor_name) > (actors.actor_id, actors.actor_name) ORDER BY actor_id, actor_name LIMIT 1
       ) further
     )
     SELECT DISTINCT actor_id FROM actors WHERE actor_id = $1 OR position(lower($1) IN lower(actor_name)) > 0`,
    [actor],
  );
  return rows.map((row) => row.actor_id);
}

/** `brokenAt` is the id of the first record that does not follow from the one before it; `head` the last hash that holds. */
export type ChainVerdict = { intact: boolean; records: number; brokenAt: string | null; head: string | null };

/**
 * Recomputes every hash from the first record on, reading in batches so that memory stays flat. A chain cut off at
 * its end is intact by itself: compare `records` and `head` with what was written down elsewhere.
 */
export async function verifyChain(db: Queryable, batchSize = 1000): Promise<ChainVerdict> {
  let records = 0;
  let last = { id: 0n, hash: firstPrevHash };
  for (;;) {
    // The first batch begins wherever the table does: a record with an id below 1 belongs to no chain.
    const after = records === 0 ? null : String(last.id);
    const { rows } = await db.query<AuditRow>('SELECT * FROM audit_records WHERE $1::bigint IS NULL OR id > $1 ORDER BY id LIMIT $2', [after, batchSize]);
    for (const row of rows) {
      const { hash, ...content } = toRecord(row);
      if (BigInt(row.id) !== last.id + 1n || content.prevHash !== last.hash || recordHash(content) !== hash) {
        return { intact: false, records, brokenAt: row.id, head: records ? last.hash : null };
      }
      records += 1;
      last = { id: BigInt(row.id), hash };
    }
    if (rows.length < batchSize) return { intact: true, records, brokenAt: null, head: records ? last.hash : null };
  }
}

type AuditRow = {
  id: string; at: Date; actor_kind: AuditActor['kind']; actor_id: string; actor_name: string; action: string;
  object_type: string; object_id: string | null; object_name: string | null; reason: string | null;
  data: Record<string, unknown>; request_id: string | null; prev_hash: string; hash: string;
};

function toRecord(row: AuditRow): AuditRecord {
  return {
    id: row.id,
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    action: row.action,
    objectType: row.object_type,
    objectId: row.object_id,
    objectName: row.object_name,
    reason: row.reason,
    data: row.data,
    requestId: row.request_id,
    prevHash: row.prev_hash,
    hash: row.hash,
  };
}
