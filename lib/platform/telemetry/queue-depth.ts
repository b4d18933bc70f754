import type { Queryable } from '#lib/platform/db/queryable.ts';

/** Jobs of one queue in one state (pg-boss 12: `created`, `retry`, `active`, …). */
export type QueueDepth = { queue: string; state: string; jobs: number };

/** What waits and runs in pg-boss; nothing when it has not been set up yet. Finished jobs are not counted. */
export async function readQueueDepth(db: Queryable): Promise<QueueDepth[]> {
  const { rows: found } = await db.query<{ exists: boolean }>(`SELECT to_regclass('pgboss.job') IS NOT NULL AS exists`);
  if (!found[0]?.exists) return [];
  const { rows } = await db.query<QueueDepth>(
    `SELECT name AS queue, state::text AS state, count(*)::int AS jobs FROM pgboss.job WHERE state < 'completed' GROUP BY name, state`,
  );
  return rows;
}
