import type { Queryable } from '#lib/platform/db/queryable.ts';
import { machineGroupName } from '../machines/group-name-model.ts';
import type { MachineGroupObservation, MachineHealthCheckObservation, MachineObservation } from '../machines/model.ts';
import type { DisruptionBudgetObservation } from '../workloads/model.ts';
import type { ClusterSnapshot } from './snapshot-model.ts';
import { judgeScopes } from './scope-freshness.ts';
import type { ScopeRow } from './scope-freshness.ts';

type ClusterRow = Omit<ClusterSnapshot, 'groups' | 'machines' | 'healthChecks' | 'budgets' | 'drainingNamespaces' | 'management' | 'healthCheckScopes' | 'workload'>;
type Of<T> = T & { clusterId: string };

/**
 * Reads what is stored of these clusters, in seven statements however many there are; a cluster
 * that is not stored is missing from the map. `now` judges freshness.
 */
export async function readClusterSnapshots(db: Queryable, clusterIds: readonly string[], now = new Date()): Promise<Map<string, ClusterSnapshot>> {
  if (clusterIds.length === 0) return new Map();
  const read = async <Row extends object>(statement: string) => (await db.query(statement, [clusterIds])).rows.map((row) => withIsoTimes(row) as Row);

  // Freshness is read first: rows may then be newer than it says, never older.
  const scopes = await read<ScopeRow>(scopeStatement);
  const clusters = await read<ClusterRow>(clusterStatement);
  const groups = byCluster(await read<Of<MachineGroupObservation>>(groupStatement));
  const machines = byCluster(await read<Of<MachineObservation>>(machineStatement));
  const healthChecks = byCluster(await read<Of<MachineHealthCheckObservation>>(healthCheckStatement));
  const budgets = byCluster(await read<Of<DisruptionBudgetObservation>>(budgetStatement));
  const draining = byCluster(await read<Of<{ nodeName: string; namespaces: string[] }>>(drainingStatement));

  return new Map(
    clusters.map((cluster) => {
      const seen = scopes.filter((scope) => scope.sourceId === cluster.sourceId && (scope.clusterId === null || scope.clusterId === cluster.id));
      const snapshot: ClusterSnapshot = {
        ...cluster,
        groups: groups.get(cluster.id) ?? [],
        machines: machines.get(cluster.id) ?? [],
        healthChecks: healthChecks.get(cluster.id) ?? [],
        budgets: budgets.get(cluster.id) ?? [],
        drainingNamespaces: Object.fromEntries((draining.get(cluster.id) ?? []).map(({ nodeName, namespaces }) => [nodeName, namespaces])),
        management: judgeScopes(seen, ['cluster', 'machineGroup', 'machine'], now),
        healthCheckScopes: judgeScopes(seen, ['machineHealthCheck'], now),
        workload: judgeScopes(seen, ['node', 'disruptionBudget'], now),
      };
      return [cluster.id, snapshot];
    }),
  );
}

function byCluster<Row extends { clusterId: string }>(rows: Row[]): Map<string, Omit<Row, 'clusterId'>[]> {
  const map = new Map<string, Omit<Row, 'clusterId'>[]>();
  for (const { clusterId, ...row } of rows) {
    const list = map.get(clusterId);
    if (list) list.push(row);
    else map.set(clusterId, [row]);
  }
  return map;
}

function withIsoTimes(row: object): object {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value]));
}

const scopeStatement = `
SELECT s.source_id AS "sourceId", s.cluster_id AS "clusterId", s.kind, s.noun, s.state, s.observed_at AS "observedAt",
  s.stale_after_ms AS "staleAfterMs", s.error
FROM source_scopes s
WHERE s.cluster_id = ANY($1::uuid[])
   OR (s.cluster_uid = '' AND s.source_id IN (SELECT source_id FROM clusters WHERE id = ANY($1::uuid[])))`;

const clusterStatement = `
SELECT id, source_id AS "sourceId", uid, namespace, name, managed_by AS "managedBy", api_version AS "apiVersion",
  cluster_class AS "clusterClass", desired_version AS "desiredVersion", control_plane_version AS "controlPlaneVersion",
  paused, deleting_since AS "deletingSince", team, conditions
FROM clusters WHERE id = ANY($1::uuid[])`;

const groupStatement = `
SELECT cluster_id AS "clusterId", uid, kind, api_version AS "apiVersion", namespace, name, cluster_name AS "clusterName", role,
  owner_uid AS "ownerUid", version, desired_replicas AS "desiredReplicas", replicas, ready_replicas AS "readyReplicas",
  available_replicas AS "availableReplicas", up_to_date_replicas AS "upToDateReplicas", generation::float8 AS generation,
  observed_generation::float8 AS "observedGeneration", paused, deleting_since AS "deletingSince", created_at AS "createdAt",
  rollout_after AS "rolloutAfter", max_surge AS "maxSurge", max_unavailable AS "maxUnavailable", strategy,
  node_drain_timeout_seconds AS "nodeDrainTimeoutSeconds", topology_name AS "topologyName", conditions
FROM machine_groups WHERE cluster_id = ANY($1::uuid[]) AND (kind <> 'MachineSet' OR owner_uid IS NULL)
ORDER BY cluster_id, name, uid`;

const machineStatement = `
SELECT cluster_id AS "clusterId", uid, namespace, name, cluster_name AS "clusterName", role, owner_uid AS "ownerUid",
  owner_kind AS "ownerKind", ${machineGroupName} AS "groupName", version, phase, node_name AS "nodeName", provider_id AS "providerId",
  created_at AS "createdAt", deleting_since AS "deletingSince", ready, available, up_to_date AS "upToDate", paused,
  certificates_expire_at AS "certificatesExpireAt", deletion, deletion_hooks AS "deletionHooks", conditions, reason
FROM machines WHERE cluster_id = ANY($1::uuid[]) ORDER BY cluster_id, name, uid`;

const healthCheckStatement = `
SELECT cluster_id AS "clusterId", uid, namespace, name, cluster_name AS "clusterName", paused, selector,
  expected_machines AS "expectedMachines", current_healthy AS "currentHealthy", remediations_allowed AS "remediationsAllowed",
  created_at AS "createdAt", conditions
FROM machine_health_checks WHERE cluster_id = ANY($1::uuid[]) ORDER BY cluster_id, name, uid`;

const budgetStatement = `
SELECT cluster_id AS "clusterId", uid, namespace, name, min_available AS "minAvailable", max_unavailable AS "maxUnavailable",
  selector, disruptions_allowed AS "disruptionsAllowed", current_healthy AS "currentHealthy", desired_healthy AS "desiredHealthy",
  expected_pods AS "expectedPods", generation::float8 AS generation, observed_generation::float8 AS "observedGeneration",
  created_at AS "createdAt"
FROM disruption_budgets WHERE cluster_id = ANY($1::uuid[]) ORDER BY cluster_id, namespace, name, uid`;

const drainingStatement = `
SELECT m.cluster_id AS "clusterId", m.node_name AS "nodeName", array_agg(DISTINCT p.namespace ORDER BY p.namespace) AS namespaces
FROM machines m JOIN pods p ON p.cluster_id = m.cluster_id AND p.node_name = m.node_name
WHERE m.cluster_id = ANY($1::uuid[]) AND m.deleting_since IS NOT NULL
GROUP BY 1, 2`;
