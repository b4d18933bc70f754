import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import { countWords } from '#lib/kernel/count-words.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { toInstant } from './cluster-row.ts';
import { allOf, clusterExpressions, filterConditions, isStaleScope, nodeAgeBand, seenBySeveral } from './cluster-sql.ts';
import type { AsOf, ClusterExpressions } from './cluster-sql.ts';
import type { AgeBand, FleetOverview, MinorCount, RepaveCounts, VersionCell } from './overview-model.ts';
import { nodeAgeBandDays, unassigned } from './summary-model.ts';
import type { ClusterFilters } from './summary-model.ts';

const trendDays = 30;
const maxUnseen = 20;

/** Everything that the overview says of clusters and nodes. Whatever was not seen lately counts as unknown. */
export async function readFleetOverview(db: Queryable, asOf: AsOf): Promise<FleetOverview> {
  const computed = clusterExpressions(asOf);
  const today = asOf.now.toISOString().slice(0, 10);
  const stale = isStaleScope(sql`o`, asOf.now);
  const [{ rows: [clusters] }, { rows: [nodes] }, { rows: trend }, { rows: objects }, { rows: [sources] }] = await Promise.all([
    db.query<ClusterFigures>(clusterFigures(computed)),
    db.query<NodeFigures>(nodeFigures(computed, asOf)),
    db.query<{ day: string; counts: RepaveCounts }>(sql`
      SELECT to_char(day, 'YYYY-MM-DD') AS day, counts FROM fleet_days WHERE dimension = 'repave' AND day > ${today}::date - ${trendDays}::int ORDER BY day`),
    db.query<ObjectFigures>(sql`
      SELECT noun, coalesce(sum(object_count), 0)::int AS total, coalesce(sum(object_count) FILTER (WHERE coalesce(${stale}, true)), 0)::int AS unseen
      FROM source_scopes o WHERE noun IN ('workload', 'pod') GROUP BY noun`),
    db.query<FleetOverview['sources']>(sql`
      SELECT count(*)::int AS total,
        count(*) FILTER (WHERE s.problem IS NOT NULL OR EXISTS (SELECT FROM source_scopes o WHERE o.source_id = s.id AND o.state = 'failing' AND o.cluster_uid = ''))::int AS failing,
        count(*) FILTER (WHERE NOT EXISTS (SELECT FROM source_scopes o WHERE o.source_id = s.id AND o.cluster_uid = '' AND o.noun = 'cluster' AND (o.state = 'not-served' OR o.observed_at IS NOT NULL)))::int AS starting,
        count(*) FILTER (WHERE EXISTS (SELECT FROM source_scopes o WHERE o.source_id = s.id AND o.state <> 'not-served' AND ${stale}))::int AS stale
      FROM sources s`),
  ]);
  const [workloads, pods] = ['workload', 'pod'].map((noun) => objects.find((of) => of.noun === noun));
  const { total = 0, seen_by_several: several = 0, ok = 0, not_ok: notOk = 0, unknown = 0, ended = 0, over_budget: overBudget = 0 } = clusters ?? {};
  return {
    asOf: asOf.now.toISOString(),
    clusters: total,
    seenBySeveral: several,
    nodes: nodes?.total ?? 0,
    workloads: workloads?.total ?? 0,
    pods: pods?.total ?? 0,
    notSeen: { nodes: nodes?.unseen ?? 0, workloads: workloads?.unseen ?? 0, pods: pods?.unseen ?? 0 },
    unseen: (clusters?.unseen ?? []).map((row) => ({ ...row, observedAt: toInstant(row.observedAt) })),
    unseenTotal: clusters?.unseen_total ?? 0,
    sources: sources ?? { total: 0, failing: 0, starting: 0, stale: 0 },
    repave: {
      ok, notOk, unknown,
      minors: clusters?.minors ?? [],
      ages: nodeAgeBandDays.map((fromDays, index) => ({
        fromDays, toDays: nodeAgeBandDays[index + 1] ?? null, ...(nodes?.bands?.find(({ band }) => band === index + 1)?.figures ?? { nodes: 0, clusters: 0, overBudget: 0 }),
      })),
      nodesOfUnknownAge: nodes?.unknown ?? 0,
      budgetDays: asOf.settings.nodeAgeBudgetDays.default,
      environmentBudgetDays: asOf.settings.nodeAgeBudgetDays.environments,
      trend: trend.map(({ day, counts: of }) => ({ day, ok: of.ok, notOk: of.notOk, unknown: of.unknown })),
      worst: (clusters?.worst ?? []).map((row) => ({ ...row, oldestNodeCreatedAt: toInstant(row.oldestNodeCreatedAt), observedAt: toInstant(row.observedAt) })),
      action: mostHelpfulAction(ended, overBudget),
    },
  };
}

/** How clusters stand right now, as a day's figures record it. */
export async function countRepaveStates(db: Queryable, asOf: AsOf): Promise<RepaveCounts> {
  const computed = clusterExpressions(asOf);
  const { rows } = await db.query<RepaveCounts>(sql`
    SELECT count(*) FILTER (WHERE verdict = 'ok')::int AS ok, count(*) FILTER (WHERE verdict = 'not-ok')::int AS "notOk", count(*) FILTER (WHERE verdict = 'unknown')::int AS unknown
    FROM (SELECT ${repaveVerdict(computed)} AS verdict FROM ${computed.tables}) v`);
  return rows[0] ?? { ok: 0, notOk: 0, unknown: 0 };
}

/** The version map: clusters that the filters match by environment and control-plane version. */
export async function listVersionCells(db: Queryable, { filters, ...asOf }: AsOf & { filters: ClusterFilters }): Promise<VersionCell[]> {
  const computed = clusterExpressions(asOf);
  const { conditions } = filterConditions(filters, computed, asOf);
  const { rows } = await db.query<VersionCell>(sql`
    SELECT coalesce(c.environment, ${unassigned}) AS environment, c.control_plane_version AS version, c.minor, count(*)::int AS clusters,
      count(*) FILTER (WHERE ${computed.freshness} <> 'fresh')::int AS unknown
    FROM ${computed.tables} WHERE ${allOf([...conditions.values()])} GROUP BY 1, 2, 3 ORDER BY 1, max(c.version_order) DESC NULLS LAST, 2`);
  return rows;
}

type ClusterFigures = {
  total: number; seen_by_several: number; ok: number; not_ok: number; unknown: number; ended: number; over_budget: number; unseen_total: number;
  minors: MinorCount[]; unseen: FleetOverview['unseen']; worst: FleetOverview['repave']['worst'];
};
type ObjectFigures = { noun: string; total: number; unseen: number };
type NodeFigures = { total: number; unseen: number; unknown: number; bands: { band: number; figures: Omit<AgeBand, 'fromDays' | 'toDays'> }[] | null };

// Known to be wrong outweighs unknown, but only while it is known.
function repaveVerdict({ freshness, support, age }: ClusterExpressions): Sql {
  return sql`CASE WHEN (${freshness}) <> 'fresh' THEN 'unknown' WHEN ${support} = 'ended' OR (${age}) = 'over-budget' THEN 'not-ok'
    WHEN ${support} = 'unknown' OR (${age}) = 'unknown' THEN 'unknown' ELSE 'ok' END`;
}

function clusterFigures(computed: ClusterExpressions): Sql {
  return sql`
    WITH base AS MATERIALIZED (
      SELECT c.id, c.name, c.minor, c.version_order, c.control_plane_version AS version, coalesce(c.team, ${unassigned}) AS team, r.oldest_node_created_at AS oldest,
        ${computed.support} AS support, ${computed.endOfLife} AS end_of_life, ${computed.freshness} AS freshness, ${computed.age} AS age, ${computed.budgetDays} AS budget_days,
        ${computed.observedAt} AS observed_at, ${repaveVerdict(computed)} AS verdict, ${seenBySeveral} AS several FROM ${computed.tables}
    )
    SELECT count(*)::int AS total, count(*) FILTER (WHERE several)::int AS seen_by_several, count(*) FILTER (WHERE verdict = 'ok')::int AS ok, count(*) FILTER (WHERE verdict = 'not-ok')::int AS not_ok,
      count(*) FILTER (WHERE verdict = 'unknown')::int AS unknown, count(*) FILTER (WHERE freshness <> 'fresh')::int AS unseen_total,
      count(*) FILTER (WHERE freshness = 'fresh' AND support = 'ended')::int AS ended, count(*) FILTER (WHERE age = 'over-budget')::int AS over_budget,
      (SELECT coalesce(json_agg(m), '[]') FROM (SELECT minor, support, end_of_life AS "endOfLife", count(*)::int AS clusters, count(*) FILTER (WHERE freshness <> 'fresh')::int AS unknown
        FROM base GROUP BY minor, support, end_of_life ORDER BY max(version_order) DESC NULLS LAST) m) AS minors,
      (SELECT coalesce(json_agg(u), '[]') FROM (SELECT id AS "clusterId", name, observed_at AS "observedAt" FROM base WHERE freshness <> 'fresh' ORDER BY observed_at NULLS LAST, name LIMIT ${maxUnseen}) u) AS unseen,
      (SELECT coalesce(json_agg(w), '[]') FROM (SELECT id AS "clusterId", name, team, version, support, oldest AS "oldestNodeCreatedAt", budget_days AS "nodeAgeBudgetDays", freshness <> 'fresh' AS unknown, observed_at AS "observedAt"
        FROM base WHERE support = 'ended' OR verdict = 'not-ok' ORDER BY support <> 'ended', CASE WHEN support = 'ended' THEN end_of_life END, oldest + budget_days * interval '24 hours', name LIMIT 3) w) AS worst
    FROM base`;
}

function nodeFigures(computed: ClusterExpressions, asOf: AsOf): Sql {
  return sql`
    WITH base AS MATERIALIZED (SELECT c.id, (${computed.freshness}) = 'fresh' AS fresh, ${asOf.now}::timestamptz - ${computed.budgetDays} * interval '24 hours' AS due FROM ${computed.tables}),
    by_cluster AS (
      SELECT b.id, ${nodeAgeBand(asOf, sql`n.created_at`, sql`b.fresh`)} AS band, NOT bool_and(b.fresh) AS unseen, count(*)::int AS nodes, count(*) FILTER (WHERE b.fresh AND n.created_at < b.due)::int AS over
      FROM nodes n JOIN base b ON b.id = n.cluster_id GROUP BY 1, 2
    ),
    banded AS (SELECT band, sum(nodes)::int AS nodes, sum(nodes) FILTER (WHERE unseen) AS unseen, count(*)::int AS clusters, sum(over)::int AS over FROM by_cluster GROUP BY 1)
    SELECT coalesce(sum(nodes), 0)::int AS total, coalesce(sum(unseen), 0)::int AS unseen, coalesce(sum(nodes) FILTER (WHERE band IS NULL), 0)::int AS unknown,
      json_agg(json_build_object('band', band, 'figures', json_build_object('nodes', nodes, 'clusters', clusters, 'overBudget', over))) FILTER (WHERE band IS NOT NULL) AS bands FROM banded`;
}

function mostHelpfulAction(ended: number, overBudget: number): FleetOverview['repave']['action'] {
  if (ended === 0 && overBudget === 0) return null;
  return ended >= overBudget
    ? { text: `${countWords(ended, 'cluster')} on a version that is no longer supported.`, label: 'Show unsupported clusters', href: '/clusters?support=ended&freshness=fresh' }
    : { text: `${countWords(overBudget, 'cluster')} with nodes older than their budget.`, label: 'Show clusters to repave', href: '/clusters?age=over-budget' };
}
