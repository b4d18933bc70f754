import type { Queryable } from '#lib/platform/db/queryable.ts';

/** How long jobs of one queue wait and run, in seconds; null where there was none. */
export type QueueTimings = { queue: string; oldestWaiting: number | null; longestWait: number | null; longestRun: number | null };

/**
 * How long the job that waits longest has been due, and the longest wait and run of jobs that began or ended in the
 * last ten minutes (for as long pg-boss keeps them). Nothing when pg-boss has not been set up yet.
 */
export async function readQueueTimings(db: Queryable): Promise<QueueTimings[]> {
  const { rows: found } = await db.query<{ exists: boolean }>(`SELECT to_regclass('pgboss.job') IS NOT NULL AS exists`);
  if (!found[0]?.exists) return [];
  const { rows } = await db.query<QueueTimings>(
    `SELECT name AS queue,
       max(extract(epoch FROM now() - greatest(created_on, start_after))) FILTER (WHERE state < 'active' AND start_after <= now())::float8 AS "oldestWaiting",
       max(extract(epoch FROM started_on - greatest(created_on, start_after))) FILTER (WHERE started_on > now() - interval '10 minutes')::float8 AS "longestWait",
       max(extract(epoch FROM coalesce(completed_on, now()) - started_on)) FILTER (WHERE state = 'active' OR completed_on > now() - interval '10 minutes')::float8 AS "longestRun"
     FROM pgboss.job GROUP BY name`,
  );
  return rows;
}
