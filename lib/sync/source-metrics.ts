import type { Queryable } from '#lib/platform/db/queryable.ts';

/** How the scopes of one source and kind are doing; times in seconds, null when nothing was observed yet. */
export type ScopeMetrics = {
  source: string;
  kind: string;
  scopes: number;
  failing: number;
  stale: number;
  maxLagSeconds: number | null;
  maxListSeconds: number | null;
  averageListSeconds: number | null;
  objects: number;
  unreadable: number;
  corrections: number;
};

/** Health of all sources for monitoring, one row a source and kind: as many rows as there are kinds, however many clusters. */
export async function readScopeMetrics(db: Queryable): Promise<ScopeMetrics[]> {
  const { rows } = await db.query<ScopeMetrics>(
    `SELECT s.name AS source, c.kind, count(*)::int AS scopes,
       count(*) FILTER (WHERE c.state = 'failing')::int AS failing,
       count(*) FILTER (WHERE c.state <> 'not-served' AND (c.observed_at IS NULL OR c.observed_at < now() - c.stale_after_ms * interval '1 millisecond'))::int AS stale,
       extract(epoch FROM max(now() - c.observed_at) FILTER (WHERE c.state <> 'not-served'))::float8 AS "maxLagSeconds",
       max(c.list_ms)::float8 / 1000 AS "maxListSeconds", avg(c.list_ms)::float8 / 1000 AS "averageListSeconds",
       sum(c.object_count)::int AS objects, sum(c.unreadable)::int AS unreadable, sum(c.corrections)::int AS corrections
     FROM source_scopes c JOIN sources s ON s.id = c.source_id GROUP BY s.name, c.kind ORDER BY s.name, c.kind`,
  );
  return rows;
}
