import type { Queryable } from '#lib/platform/db/queryable.ts';
import { fromCursor, toLimit, toPage } from '../paging/model.ts';
import type { Page, PageRequest } from '../paging/model.ts';
import type { BudgetVerdict } from './model.ts';

/** A workload as its cluster's page shows it; `team` is null when no label names one. */
export type WorkloadRow = {
  kind: string; namespace: string; name: string; team: string | null; desiredReplicas: number | null; readyReplicas: number | null; images: string[];
};

/** Workloads of a cluster by namespace and name. `teamKeys` are the label keys that name a team, tried in order. */
export async function listWorkloads(db: Queryable, clusterId: string, { limit, cursor, teamKeys }: PageRequest & { teamKeys: readonly string[] }): Promise<Page<WorkloadRow>> {
  const after = fromCursor(cursor, 3);
  const page = toLimit(limit);
  const [count, list] = await Promise.all([
    db.query<{ total: number }>('SELECT count(*)::int AS total FROM workloads WHERE cluster_id = $1', [clusterId]),
    db.query<WorkloadRow & { id: string }>(
      `SELECT w.id, w.kind, w.namespace, w.name, w.desired_replicas AS "desiredReplicas", w.ready_replicas AS "readyReplicas", w.images,
         coalesce(${labelledTeam('w', 6)}, ${labelledTeam('n', 6)}) AS team
       FROM workloads w LEFT JOIN ${namespacesByName} n ON n.name = w.namespace
       WHERE w.cluster_id = $1 AND ($2::text IS NULL OR (w.namespace, w.name, w.id) > ($2, $3, $4::uuid))
       ORDER BY w.namespace, w.name, w.id LIMIT $5`,
      [clusterId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, page + 1, teamKeys],
    ),
  ]);
  return toPage(list.rows, page, count.rows[0]?.total ?? 0, ({ namespace, name, id }) => [namespace, name, id], ({ id: _id, ...row }) => row);
}

/** A disruption budget with what it means for a drain, and the team of its namespace. */
export type DisruptionBudgetRow = {
  namespace: string; name: string; verdict: BudgetVerdict; disruptionsAllowed: number | null; currentHealthy: number | null; desiredHealthy: number | null;
  expectedPods: number | null; minAvailable: string | null; maxUnavailable: string | null; team: string | null;
};

/** Disruption budgets of a cluster, those that never allow an eviction first. */
export async function listDisruptionBudgets(db: Queryable, clusterId: string, { limit, cursor, teamKeys }: PageRequest & { teamKeys: readonly string[] }): Promise<Page<DisruptionBudgetRow>> {
  const after = fromCursor(cursor, 4);
  const page = toLimit(limit);
  const [count, list] = await Promise.all([
    db.query<{ total: number }>('SELECT count(*)::int AS total FROM disruption_budgets WHERE cluster_id = $1', [clusterId]),
    db.query<DisruptionBudgetRow & { id: string; rank: number }>(
      `SELECT * FROM (
         SELECT b.id, b.namespace, b.name, b.verdict, array_position(ARRAY['never', 'now', 'unknown', 'allows'], b.verdict) AS rank,
           b.disruptions_allowed AS "disruptionsAllowed", b.current_healthy AS "currentHealthy", b.desired_healthy AS "desiredHealthy",
           b.expected_pods AS "expectedPods", b.min_available AS "minAvailable", b.max_unavailable AS "maxUnavailable", ${labelledTeam('n', 7)} AS team
         FROM (SELECT *, ${budgetVerdict} AS verdict FROM disruption_budgets WHERE cluster_id = $1) b
           LEFT JOIN ${namespacesByName} n ON n.name = b.namespace
       ) x
       WHERE $2::int IS NULL OR (rank, namespace, name, id) > ($2, $3, $4, $5::uuid) ORDER BY rank, namespace, name, id LIMIT $6`,
      [clusterId, after?.[0] ?? null, after?.[1] ?? null, after?.[2] ?? null, after?.[3] ?? null, page + 1, teamKeys],
    ),
  ]);
  return toPage(list.rows, page, count.rows[0]?.total ?? 0, ({ rank, namespace, name, id }) => [rank, namespace, name, id], ({ id: _id, rank: _rank, ...row }) => row);
}

// The labels of each namespace of the cluster `$1`. One that was made again stands there twice until the older one is known to be gone.
const namespacesByName = `(SELECT DISTINCT ON (name) name, labels FROM namespaces WHERE cluster_id = $1 ORDER BY name, created_at DESC NULLS LAST, id)`;

/** `judgeBudget` in SQL over a row of disruption_budgets. */
export const budgetVerdict = `CASE
  WHEN disruptions_allowed IS NULL OR observed_generation < generation THEN 'unknown'
  WHEN disruptions_allowed > 0 OR expected_pods = 0 THEN 'allows'
  WHEN desired_healthy >= expected_pods THEN 'never' ELSE 'now' END`;

// The first of the keys in the array parameter that the labels have, as assignCluster does for clusters.
function labelledTeam(table: string, parameter: number): string {
  return `(SELECT ${table}.labels ->> k FROM unnest($${parameter}::text[]) WITH ORDINALITY AS u(k, o) WHERE ${table}.labels ->> k <> '' ORDER BY o LIMIT 1)`;
}
