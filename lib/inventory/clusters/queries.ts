import { hash } from 'node:crypto';
import sql, { join, raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { decodeCursor, encodeCursor, sortKeys } from './cluster-order.ts';
import { allOf, clusterExpressions, clustersOfSources, filterConditions, isStaleScope } from './cluster-sql.ts';
import type { AsOf } from './cluster-sql.ts';
import { facetsStatement, toFacets } from './cluster-facets.ts';
import type { FacetRow } from './cluster-facets.ts';
import { defaultFleetSettings, fleetSettingsSchema } from './fleet-settings.ts';
import type { FleetSettings } from './fleet-settings.ts';
import { summaryColumns, toClusterDetails, toClusterSummary } from './cluster-row.ts';
import type { ClusterDetailRow, ClusterDetails, ClusterRow } from './cluster-row.ts';
import type { ClusterFacets, ClusterFilters, ClusterSort, ClusterSummary } from './summary-model.ts';

/** A page of the list; `cursor` is the `nextCursor` of the page before, good for the same filters and sort. */
export type ClusterListQuery = AsOf & { filters: ClusterFilters; sort: ClusterSort; limit: number; cursor?: string };
/** `total` counts all that the filters match; `nextCursor` is null on the last page. */
export type ClusterPage = { items: ClusterSummary[]; nextCursor: string | null; total: number };

/**
 * The clusters that the filters match, at most `limit` (up to 500) of them, with the exact number of all. Throws a
 * CursorError for a cursor that is none, or of another sort.
 */
export async function listClusters(db: Queryable, { filters, sort, limit, cursor, ...asOf }: ClusterListQuery): Promise<ClusterPage> {
  const computed = clusterExpressions(asOf);
  const { conditions, tables } = filterConditions(filters, computed, asOf);
  const { keys, descending, needsMore: orderNeedsMore } = sortKeys(sort, computed);
  const after = cursor === undefined ? null : decodeCursor(cursor, sort, keys.length);
  const direction = raw(descending ? 'DESC' : 'ASC');
  const seek = after
    ? sql`AND (${join(keys.map(({ expression }) => expression))}) ${raw(descending ? '<' : '>')} (${join(keys.map(({ type }, index) => sql`${after[index]}::${raw(type)}`))})`
    : sql``;
  const page = Math.min(Math.max(1, limit), 500);
  const keyNames = keys.map((_key, index) => raw(`k${index}`));
  // The page is found by as few columns as its order and filters need, and only then filled. Its size stands in the text: Postgres
  // takes one that it is not told for a tenth of all clusters, and then plans each page anew rather than keep such a plan.
  const statement = sql`
    SELECT (SELECT count(*)::int FROM ${tables} WHERE ${allOf([...conditions.values()])}) AS total,
      (SELECT json_agg(p ORDER BY place) FROM (
        SELECT ${summaryColumns(computed)}, json_build_array(${join(keyNames)}) AS keys, place FROM (
          SELECT *, row_number() OVER () AS place FROM (
            SELECT c.id AS page_id, ${join(keys.map(({ expression }, index) => sql`${expression} AS ${keyNames[index]}`))}
            FROM ${orderNeedsMore ? computed.tables : tables} WHERE ${allOf([...conditions.values()])} ${seek}
            ORDER BY ${join(keys.map(({ expression }) => sql`${expression} ${direction}`))} LIMIT ${raw(String(page + 1))}
          ) ordered
        ) k, ${computed.tables} WHERE c.id = k.page_id
      ) p) AS items`;
  const { rows } = await db.query<{ total: number; items: (ClusterRow & { keys: unknown[] })[] | null }>(prepareOften(statement, conditions.size));
  const { total = 0, items } = rows[0] ?? {};
  const shown = (items ?? []).slice(0, page);
  const last = (items ?? []).length > page ? shown.at(-1) : undefined;
  return { items: shown.map(toClusterSummary), nextCursor: last ? encodeCursor(sort, last.keys) : null, total };
}

/** Exact counts by each filter's values; each facet leaves its own filter out, so that it shows what else could be chosen. */
export async function clusterFacets(db: Queryable, { filters, ...asOf }: AsOf & { filters: ClusterFilters }): Promise<ClusterFacets> {
  const held = Object.values(filters).filter((values) => values !== undefined && values.length > 0).length;
  const { rows } = await db.query<FacetRow>(prepareOften(facetsStatement(filters, clusterExpressions(asOf), asOf), held));
  return toFacets(rows);
}

/** One cluster as lists show it with all else that is known of it; null when there is none. */
export async function getCluster(db: Queryable, id: string, asOf: AsOf): Promise<ClusterDetails | null> {
  const computed = clusterExpressions(asOf);
  const { rows } = await db.query<{ detail: ClusterDetailRow }>(sql`
    SELECT row_to_json(d) AS detail FROM (
      SELECT ${summaryColumns(computed)}, c.api_version, c.cluster_class, c.infrastructure_kind, c.desired_version, c.paused,
        c.deleting_since, c.created_at, c.labels, c.conditions, c.environment_rule, c.region_rule, c.team_rule,
        (SELECT coalesce(json_agg(json_build_object('kind', s.kind, 'noun', s.noun, 'state', s.state, 'observedAt', s.observed_at,
            'stale', coalesce(s.state <> 'not-served' AND ${isStaleScope(sql`s`, asOf.now)}, false),
            'error', CASE WHEN s.state = 'failing' THEN s.error END, 'objectCount', s.object_count, 'unreadable', s.unreadable) ORDER BY s.cluster_uid, s.kind), '[]')
         FROM source_scopes s WHERE s.source_id = c.source_id AND s.cluster_uid IN ('', c.uid)) AS scopes
      FROM ${computed.tables} WHERE c.id = ${id}::uuid
    ) d`);
  return rows[0] ? toClusterDetails(rows[0].detail, asOf) : null;
}

/** Clusters whose names contain `q`, those that begin with it first, for the palette. */
export async function searchClusterNames(db: Queryable, q: string, limit: number): Promise<{ id: string; name: string; detail: string }[]> {
  const { rows } = await db.query<{ id: string; name: string; detail: string }>(sql`
    SELECT c.id, c.name, concat_ws(' · ', coalesce(c.environment, 'unassigned'), coalesce(c.region, 'unassigned'), c.control_plane_version) AS detail
    FROM ${clustersOfSources} WHERE strpos(lower(c.name), lower(${q})) > 0 ORDER BY NOT starts_with(lower(c.name), lower(${q})), c.name, c.id LIMIT ${Math.min(limit, 100)}`);
  return rows;
}

/** Whether there is such a cluster. */
export async function clusterExists(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(sql`SELECT FROM ${clustersOfSources} WHERE c.id = ${id}::uuid`);
  return rowCount === 1;
}

/** The settings in force, those that Tarmac brings until a worker has read tarmac.yaml, and why a newer file was not taken. */
export async function readFleetSettings(db: Queryable): Promise<{ settings: FleetSettings; problem: string | null }> {
  const { rows } = await db.query<{ settings: unknown; problem: string | null }>('SELECT settings, problem FROM fleet_settings WHERE id = 1');
  const stored = fleetSettingsSchema.safeParse(rows[0]?.settings);
  return { settings: stored.success ? stored.data : defaultFleetSettings, problem: rows[0]?.problem ?? null };
}

// Planning costs as much as running here. Statements are prepared for the usual combinations only, the first that come,
// since each connection keeps every one that it has seen.
function prepareOften(statement: Sql, filterCount: number): Sql | { name: string; text: string; values: unknown[] } {
  const { text, values } = statement;
  const name = `clusters ${hash('sha1', text, 'base64url')}`;
  if (filterCount > 2 || (!prepared.has(name) && prepared.size >= mostPrepared)) return statement;
  prepared.add(name);
  return { name, text, values };
}

const prepared = new Set<string>();
const mostPrepared = 50;
