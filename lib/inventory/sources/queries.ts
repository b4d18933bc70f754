import { countWords } from '#lib/kernel/count-words.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { fromCursor, toIso, toLimit, toPage } from '../paging/model.ts';
import type { Page, PageRequest } from '../paging/model.ts';
import { storedSourceConfig } from './model.ts';
import type { ScopeHealthRow, SourceHealth, SourceState } from './model.ts';

type StoredHealth = {
  id: string; name: string; kind: string; origin: 'file' | 'settings'; config: unknown; has_secret: boolean; problem: string | null; created_at: Date;
  clusters: number; objects: number; total: number; failing: number; stale: number; starting: number; own_failing: number; unreadable: number; last_success: Date | null; lag_seconds: number | null; last_error: string | null;
};

/** All sources with their health in sum, by name; `id` narrows to one. */
export async function listSources(db: Queryable, { now, id }: { now: Date; id?: string }): Promise<SourceHealth[]> {
  const { rows } = await db.query<StoredHealth>(
    `SELECT s.id, s.name, s.kind, s.origin, s.config, s.secret IS NOT NULL OR s.origin = 'file' AS has_secret, s.problem, s.created_at,
       (SELECT count(*)::int FROM clusters c WHERE c.source_id = s.id) AS clusters, coalesce(h.objects, 0)::int AS objects,
       coalesce(h.total, 0) AS total, coalesce(h.failing, 0) AS failing, coalesce(h.stale, 0) AS stale, coalesce(h.starting, 0) AS starting,
       coalesce(h.own_failing, 0) AS own_failing, coalesce(h.unreadable, 0)::int AS unreadable, h.last_success, h.lag_seconds, h.last_error
     FROM sources s LEFT JOIN (
       SELECT source_id, sum(object_count) AS objects, count(*) FILTER (WHERE state <> 'not-served')::int AS total,
         count(*) FILTER (WHERE state = 'failing')::int AS failing,
         count(*) FILTER (WHERE state <> 'not-served' AND observed_at + stale_after_ms * interval '1 millisecond' < $1::timestamptz)::int AS stale,
         count(*) FILTER (WHERE state <> 'not-served' AND observed_at IS NULL)::int AS starting,
         count(*) FILTER (WHERE state = 'failing' AND cluster_uid = '')::int AS own_failing, sum(unreadable) AS unreadable, max(observed_at) AS last_success,
         extract(epoch FROM $1::timestamptz - min(observed_at) FILTER (WHERE state <> 'not-served' AND cluster_uid = ''))::float8 AS lag_seconds,
         (array_agg(error ORDER BY cluster_uid = '' DESC, failed_at DESC NULLS LAST, cluster_uid, kind) FILTER (WHERE state = 'failing' AND error IS NOT NULL))[1] AS last_error
       FROM source_scopes GROUP BY source_id
     ) h ON h.source_id = s.id
     WHERE $2::uuid IS NULL OR s.id = $2 ORDER BY s.name`,
    [now, id ?? null],
  );
  return rows.map(toSourceHealth);
}

type StoredScope = Omit<ScopeHealthRow, 'lastSuccessAt' | 'lastErrorAt'> & { id: number; rank: number; name: string; lastSuccessAt: Date | null; lastErrorAt: Date | null };

/** The scopes of a source: failing ones first, then by cluster and kind, those of its own API server before all of its clusters. */
export async function listSourceScopes(db: Queryable, sourceId: string, { now, limit, cursor }: PageRequest & { now: Date }): Promise<Page<ScopeHealthRow>> {
  const after = fromCursor(cursor, 4);
  const page = toLimit(limit);
  const [count, list] = await Promise.all([
    db.query<{ total: number }>('SELECT count(*)::int AS total FROM source_scopes WHERE source_id = $1', [sourceId]),
    db.query<StoredScope>(
      `SELECT * FROM (
         SELECT s.id, array_position(ARRAY['failing', 'starting', 'current', 'not-served'], s.state) AS rank, coalesce(c.name, '') AS name,
           c.name AS cluster, s.cluster_id AS "clusterId", s.kind, s.state, s.observed_at AS "lastSuccessAt", s.failed_at AS "lastErrorAt", s.error,
           s.error_code AS "errorCode", greatest(0, extract(epoch FROM $2::timestamptz - s.observed_at))::float8 AS "lagSeconds",
           coalesce(s.state <> 'not-served' AND s.observed_at + s.stale_after_ms * interval '1 millisecond' < $2::timestamptz, false) AS stale,
           s.object_count AS "objectCount", s.unreadable, s.corrections, s.list_ms AS "listMs"
         FROM source_scopes s LEFT JOIN clusters c ON c.id = s.cluster_id WHERE s.source_id = $1
       ) x
       WHERE $3::int IS NULL OR (rank, name, kind, id) > ($3, $4, $5, $6::int) ORDER BY rank, name, kind, id LIMIT $7`,
      [sourceId, now, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, after?.[3] ?? null, page + 1],
    ),
  ]);
  return toPage(list.rows, page, count.rows[0]?.total ?? 0, ({ rank, name, kind, id }) => [rank, name, kind, id], toScopeHealth);
}

/** Whether there is such a source. */
export async function sourceExists(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query('SELECT FROM sources WHERE id = $1', [id]);
  return rowCount === 1;
}

function toScopeHealth({ id: _id, rank: _rank, name: _name, ...row }: StoredScope): ScopeHealthRow {
  return { ...row, lastSuccessAt: toIso(row.lastSuccessAt), lastErrorAt: toIso(row.lastErrorAt) };
}

function toSourceHealth(row: StoredHealth): SourceHealth {
  const config = storedSourceConfig.safeParse(row.config).data;
  return {
    id: row.id, name: row.name, kind: row.kind, origin: row.origin,
    environment: config?.environment ?? null, region: config?.region ?? null, team: config?.team ?? null, context: config?.context ?? null,
    hasSecret: row.has_secret, state: judgeSource(row), problem: row.problem, lastError: row.problem ?? row.last_error ?? unreadableWords(row.unreadable), clusters: row.clusters, objectCount: row.objects,
    lastSuccessAt: toIso(row.last_success), lagSeconds: row.lag_seconds === null ? null : Math.max(0, row.lag_seconds),
    scopes: { total: row.total, failing: row.failing, stale: row.stale }, createdAt: row.created_at.toISOString(),
  };
}

function unreadableWords(unreadable: number): string | null {
  return unreadable === 0 ? null : `${countWords(unreadable, 'object')} could not be read: without name or uid, or of another kind than was asked for. What was known of ${unreadable === 1 ? 'it' : 'them'} stays as it was.`;
}

// A failing own API server hides everything behind it; failing workload clusters hide themselves.
function judgeSource(row: StoredHealth): SourceState {
  if (row.problem !== null || row.own_failing > 0) return 'failing';
  if (row.failing + row.stale + row.unreadable > 0) return 'degraded';
  return row.total === 0 || row.starting > 0 ? 'starting' : 'healthy';
}
