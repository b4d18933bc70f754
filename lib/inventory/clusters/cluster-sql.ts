import sql, { join } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import type { FleetSettings } from './fleet-settings.ts';
import { nodeAgeBandDays, nodeAgeBands, unassigned } from './summary-model.ts';
import type { ClusterFilters, FacetName, NodeAgeBand } from './summary-model.ts';
import { supportOf } from './support-calendar.ts';

/** What answers that depend on the day and on tarmac.yaml are computed with. */
export type AsOf = { now: Date; settings: FleetSettings };

/** Columns that are computed when asked for, and `tables`, over which they and the columns of `c`, `src`, `ms`, `ns`, `r` stand. */
export type ClusterExpressions = Record<
  'tables' | 'support' | 'endOfLife' | 'budgetDays' | 'freshness' | 'observedAt' | 'rollout' | 'rolloutReason' | 'age', Sql
>;

/** Every cluster, once, with its source `src`; those of a source that was just removed are no longer there, though their rows may be for a while. */
export const clustersOfSources = sql`clusters c JOIN sources src ON src.id = c.source_id`;

/** Pairs of rows of one cluster, as far as their sources are there: `k` the kube-system namespace of one, `oc` and `os` the other and its source. */
export const sightings = sql`FROM namespaces k JOIN namespaces ok ON ok.uid = k.uid AND ok.name = 'kube-system' AND ok.cluster_id <> k.cluster_id
  JOIN clusters oc ON oc.id = ok.cluster_id JOIN sources os ON os.id = oc.source_id WHERE k.name = 'kube-system'`;

/** Whether other rows are of the same cluster as `c`. */
export const seenBySeveral = sql`c.id IN (SELECT k.cluster_id ${sightings})`;

/**
 * Says each computed column in SQL; a cluster that is not fresh has no known age, and no rollout of it is called steady. Tables:
 * `c` and `src` as in {@link clustersOfSources}, `ms` what its source's own API server was last known to hold of clusters and their
 * machines (as `judgeScopes` judges it), `ns` the scope of its own Nodes, `r` rollup, `f` freshness.
 */
export function clusterExpressions({ now, settings }: AsOf): ClusterExpressions {
  const minors = settings.calendar.minors.map(({ minor }) => minor);
  const states = minors.map((minor) => supportOf(`${minor}.0`, settings.calendar, now).state);
  const ends = settings.calendar.minors.map(({ endOfLife }) => endOfLife);
  const environments = Object.keys(settings.nodeAgeBudgetDays.environments);
  const days = Object.values(settings.nodeAgeBudgetDays.environments);
  const at = sql`${now}::timestamptz`;
  const [o, ns] = [sql`o`, sql`ns`];
  const budgetDays = sql`coalesce((${days}::int[])[array_position(${environments}::text[], c.environment)], ${settings.nodeAgeBudgetDays.default}::int)`;
  const stuck = sql`r.rollout_state = 'rolling' AND r.stuck_after <= ${at}`;
  // What its management cluster knows to be wrong stays so; that all is well needs the cluster itself.
  const calledSteady = sql`f.own <> 'fresh' AND r.rollout_state = 'steady'`;
  return {
    // OFFSET 0 keeps the planner from working out freshness anew wherever it is used, and that of a source for each of its clusters.
    tables: sql`${clustersOfSources}
      JOIN (SELECT s.id, m.* FROM sources s CROSS JOIN LATERAL (
        SELECT CASE WHEN bool_and(o.observed_at IS NOT NULL) THEN min(o.observed_at) END AS observed_at, bool_or(${isStaleScope(o, now)}) AS stale,
          string_agg(o.kind, ', ' ORDER BY o.kind) FILTER (WHERE o.observed_at IS NULL OR ${isStaleScope(o, now)}) AS unseen_kinds,
          min(o.error) FILTER (WHERE o.state = 'failing') AS error
        FROM source_scopes o
        WHERE o.source_id = s.id AND o.cluster_uid = '' AND o.noun IN ('cluster', 'machineGroup', 'machine') AND o.state <> 'not-served'
      ) m OFFSET 0) ms ON ms.id = c.source_id
      LEFT JOIN source_scopes ns ON ns.source_id = c.source_id AND ns.cluster_uid = c.uid AND ns.kind = 'Node'
      LEFT JOIN cluster_rollups r ON r.cluster_id = c.id
      CROSS JOIN LATERAL (SELECT
        CASE WHEN ms.observed_at IS NULL THEN 'unknown' WHEN ms.stale THEN 'stale' ELSE 'fresh' END AS management,
        CASE WHEN ns.state = 'not-served' THEN 'fresh' WHEN ns.observed_at IS NULL THEN 'unknown' WHEN ${isStaleScope(ns, now)} THEN 'stale' ELSE 'fresh' END AS own
        OFFSET 0) f`,
    support: sql`coalesce((${states}::text[])[array_position(${minors}::text[], c.minor)], 'unknown')`,
    endOfLife: sql`(${ends}::text[])[array_position(${minors}::text[], c.minor)]`,
    budgetDays,
    freshness: sql`CASE WHEN f.management = 'unknown' OR f.own = 'unknown' THEN 'unknown' WHEN f.management = 'stale' OR f.own = 'stale' THEN 'stale' ELSE 'fresh' END`,
    observedAt: sql`CASE WHEN ns.state = 'not-served' THEN ms.observed_at WHEN ms.observed_at IS NULL OR ns.observed_at IS NULL THEN NULL ELSE least(ms.observed_at, ns.observed_at) END`,
    rollout: sql`CASE WHEN r.cluster_id IS NULL OR f.management <> 'fresh' OR ${calledSteady} THEN 'unknown' WHEN ${stuck} THEN 'stuck' ELSE r.rollout_state END`,
    rolloutReason: sql`CASE WHEN f.management <> 'fresh' THEN format('Its management cluster has not been seen lately (%s); the rollout was last known as %s.', coalesce(ms.unseen_kinds, 'nothing was listed'), coalesce(r.rollout_state, 'unknown'))
      WHEN ${calledSteady} THEN 'The cluster has not been seen lately; only its management cluster calls the rollout steady.'
      WHEN ${stuck} THEN coalesce(r.stuck_reason, r.rollout_reason) ELSE r.rollout_reason END`,
    // In hours, because days would be counted in the session's time zone, row by row.
    age: sql`CASE WHEN f.management <> 'fresh' OR f.own <> 'fresh' OR r.oldest_node_created_at IS NULL THEN 'unknown'
      WHEN r.oldest_node_created_at < ${at} - ${budgetDays} * interval '24 hours' THEN 'over-budget' ELSE 'within-budget' END`,
  };
}

/** The value by which a cluster counts in each facet: what is not fresh is unknown wherever it is judged. */
export function facetExpressions(computed: ClusterExpressions): Record<FacetName, Sql> {
  return {
    environment: sql`coalesce(c.environment, ${unassigned})`,
    region: sql`coalesce(c.region, ${unassigned})`,
    team: sql`coalesce(c.team, ${unassigned})`,
    source: sql`src.name`,
    version: sql`coalesce(c.minor, 'unknown')`,
    support: sql`CASE WHEN f.management = 'fresh' AND f.own = 'fresh' THEN ${computed.support} ELSE 'unknown' END`,
    freshness: computed.freshness,
    rollout: computed.rollout,
    age: computed.age,
    managedBy: sql`c.managed_by`,
    sightings: sql`CASE WHEN ${seenBySeveral} THEN 'several' ELSE 'one' END`,
  };
}

// Filters on these need more than the clusters table.
const joined: ReadonlySet<FilterName> = new Set(['support', 'freshness', 'rollout', 'age', 'nodesAged']);

/** A filter of the list. */
export type FilterName = keyof ClusterFilters;

/** The band of a node's age, the first being 1; null when it is not known. `createdAt` and `seen` (its cluster is fresh) are expressions. */
export function nodeAgeBand({ now }: AsOf, createdAt: Sql, seen: Sql): Sql {
  const days = sql`greatest(extract(epoch FROM ${now}::timestamptz - ${createdAt}) / 86400, 0)`;
  return sql`CASE WHEN ${seen} AND ${createdAt} IS NOT NULL THEN width_bucket((${days})::float8, ${[...nodeAgeBandDays]}::float8[]) END`;
}

/** The conditions of the filters that are given, by filter, and the tables that they need together. */
export function filterConditions(filters: ClusterFilters, computed: ClusterExpressions, asOf: AsOf): { conditions: Map<FilterName, Sql>; tables: Sql } {
  const conditions = new Map<FilterName, Sql>();
  const values = facetExpressions(computed);
  for (const name of Object.keys(values) as FacetName[]) {
    const given = filters[name];
    if (!given || given.length === 0) continue;
    conditions.set(name, name === 'version' ? versionCondition(given) : sql`${values[name]} = ${anyOf(given)}`);
  }
  if (filters.q) conditions.set('q', sql`strpos(lower(c.name), lower(${filters.q})) > 0`);
  if (filters.nodesAged && filters.nodesAged.length > 0) conditions.set('nodesAged', nodesAgedCondition(filters.nodesAged, computed, asOf));
  const needsMore = [...conditions.keys()].some((name) => joined.has(name));
  return { conditions, tables: needsMore ? computed.tables : clustersOfSources };
}

/** Whether a row of source_scopes, under this alias, is older at `now` than its interval allows; null when it was never observed. */
export function isStaleScope(scope: Sql, now: Date): Sql {
  return sql`${scope}.observed_at < ${now}::timestamptz - ${scope}.stale_after_ms * interval '1 millisecond'`;
}

/** All of the conditions together. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length > 0 ? join(conditions, ' AND ') : sql`true`;
}

// Behind a subselect the planner expects the same of any values, so that a plan made without them looks as good as one made
// with them, and Postgres keeps it.
function anyOf(given: readonly string[]): Sql {
  return sql`ANY(ARRAY(SELECT unnest(${given}::text[])))`;
}

function nodesAgedCondition(given: readonly NodeAgeBand[], computed: ClusterExpressions, asOf: AsOf): Sql {
  const bands = given.map((band) => (band === 'unknown' ? 0 : nodeAgeBands.indexOf(band) + 1));
  return sql`EXISTS (SELECT FROM nodes n WHERE n.cluster_id = c.id AND coalesce(${nodeAgeBand(asOf, sql`n.created_at`, sql`(${computed.freshness}) = 'fresh'`)}, 0) = ANY(${bands}::int[]))`;
}

function versionCondition(given: readonly string[]): Sql {
  const named = sql`c.minor = ${anyOf(given)} OR c.control_plane_version = ${anyOf(given)}`;
  const unknown = given.includes('unknown') ? sql` OR c.minor IS NULL` : sql``;
  const none = given.includes('none') ? sql` OR c.control_plane_version IS NULL` : sql``;
  return sql`(${named}${unknown}${none})`;
}
