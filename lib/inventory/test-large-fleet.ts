import type { Queryable } from '#lib/platform/db/queryable.ts';

/** Tables that no page and no write may read as a whole once they are as full as {@link fillLargeFleet} fills them. */
export const largeTables = [
  'machines', 'machine_groups', 'nodes', 'namespaces', 'pods', 'workloads', 'disruption_budgets', 'transitions', 'audit_records', 'campaign_targets', 'campaign_events',
  'source_scopes', 'api_tokens', 'sign_in_attempts',
] as const;

/** Ids of rows that {@link fillLargeFleet} makes: those of any cluster, campaign, user and source by their number. */
export const largeFleetId = (noun: 'cluster' | 'campaign' | 'user' | 'source' | 'machine', number: number): string => {
  const kind = { cluster: 1, campaign: 2, user: 3, source: 4, machine: 5 }[noun];
  return `0000000${kind}-0000-4000-8000-${String(number).padStart(12, '0')}`;
};

/**
 * Fills every table with as much as a fleet of 2,000 clusters gives, set by set, and lets Postgres look at it: 20,000
 * machines and nodes, 50,000 pods and transitions, 20,000 audit records, 14,000 scopes, 500 campaigns.
 */
export async function fillLargeFleet(db: Queryable): Promise<void> {
  for (const statement of statements) await db.query(statement);
}

const id = (kind: number, number: string) => `('0000000${kind}-0000-4000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
const observed = (kind: number, cluster: string, scope: string) => `${scope}, ${id(kind, 'i')}, ${id(1, cluster)}, 'uid-' || i, 'h'`;
// Scopes of a cluster stand one after another, behind those of the sources.
const own = (cluster: string, place: number) => `100 + (${cluster}) * 7 + ${place}`;
const recent = `now() - (i % 1000) * interval '1 hour'`;

const statements = [
  `INSERT INTO sources (id, name, kind, origin, revision) SELECT ${id(4, 'i')}, 'source-' || i, 'cluster-api', 'file', 'r' FROM generate_series(0, 3) i`,
  `INSERT INTO source_scopes (id, source_id, cluster_uid, kind, noun, state, observed_at, stale_after_ms)
   SELECT i, ${id(4, 'i / 4')}, '', k[i % 4 + 1], n[i % 4 + 1], 'current', now(), 60000
   FROM generate_series(0, 15) i, (SELECT ARRAY['Cluster', 'MachineDeployment', 'Machine', 'MachineHealthCheck'] AS k, ARRAY['cluster', 'machineGroup', 'machine', 'machineHealthCheck'] AS n) x`,
  `INSERT INTO source_scopes (id, source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, stale_after_ms)
   SELECT ${own('i', 0)} + p, ${id(4, 'i % 4')}, 'uid-' || i, ${id(1, 'i')}, k[p + 1], n[p + 1], 'current', now(), 60000
   FROM generate_series(0, 1999) i, generate_series(0, 6) p, (SELECT ARRAY['Node', 'Namespace', 'Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'PodDisruptionBudget'] AS k,
     ARRAY['node', 'namespace', 'pod', 'workload', 'workload', 'workload', 'disruptionBudget'] AS n) x ORDER BY i, p`,
  `INSERT INTO clusters (scope_id, id, uid, hash, source_id, namespace, name, managed_by, labels, desired_version, control_plane_version, minor, version_order, paused, conditions,
     environment, environment_rule, region, region_rule, team, team_rule)
   SELECT (i % 4) * 4, ${id(1, 'i')}, 'uid-' || i, 'h', ${id(4, 'i % 4')}, 'fleet', 'cluster-' || lpad(i::text, 4, '0'), 'cluster-api', '{}', 'v1.36.4', 'v1.36.4', '1.36', 1003600004, false, '[]',
     'environment-' || i % 4, 'label', 'region-' || i % 3, 'label', 'team-' || i % 6, 'label' FROM generate_series(0, 1999) i`,
  `INSERT INTO cluster_rollups (cluster_id, nodes_total, oldest_node_created_at, rollout_state) SELECT ${id(1, 'i')}, 10, ${recent}, 'steady' FROM generate_series(0, 1999) i`,
  `INSERT INTO machine_groups (scope_id, id, cluster_id, uid, hash, kind, api_version, namespace, name, cluster_name, role, desired_replicas, generation, paused, conditions)
   SELECT ${observed(6, 'i / 3', '(i / 3 % 4) * 4 + 1')}, 'MachineDeployment', 'v1beta2', 'fleet', 'group-' || i, 'c', 'worker', 3, 1, false, '[]' FROM generate_series(0, 5999) i`,
  `INSERT INTO machine_health_checks (scope_id, id, cluster_id, uid, hash, namespace, name, cluster_name, paused, selector, conditions)
   SELECT ${observed(7, 'i', '(i % 4) * 4 + 3')}, 'fleet', 'check-' || i, 'c', false, '{}', '[]' FROM generate_series(0, 1999) i`,
  `INSERT INTO machines (scope_id, id, cluster_id, uid, hash, namespace, name, cluster_name, role, group_name, version, phase, node_name, created_at, deleting_since, paused, deletion_hooks, conditions)
   SELECT ${observed(5, 'i / 10', '(i / 10 % 4) * 4 + 2')}, 'fleet', 'machine-' || i, 'c', 'worker', 'group', 'v1.36.4', 'Running', 'node-' || i, ${recent},
     CASE WHEN i % 50 = 0 THEN now() END, false, '[]', '[]' FROM generate_series(0, 19999) i`,
  `INSERT INTO nodes (scope_id, id, cluster_id, uid, hash, name, roles, kubelet_version, os_image, unschedulable, ready, created_at, conditions)
   SELECT ${observed(8, 'i / 10', own('i / 10', 0))}, 'node-' || i, '[]', 'v1.36.4', 'Ubuntu 24.04', false, true, ${recent}, '[]' FROM generate_series(0, 19999) i`,
  `INSERT INTO namespaces (scope_id, id, cluster_id, uid, hash, name, labels) SELECT ${observed(9, 'i / 5', own('i / 5', 1))}, CASE i % 5 WHEN 0 THEN 'kube-system' ELSE 'namespace-' || i % 5 END, '{"team": "a"}' FROM generate_series(0, 9999) i`,
  `INSERT INTO pods (scope_id, id, cluster_id, uid, hash, namespace, name, node_name, phase, ready, containers)
   SELECT ${observed(0, 'i / 25', own('i / 25', 2))}, 'namespace-' || i % 5, 'pod-' || i, 'node-' || i * 2 / 5, 'Running', true, '[]' FROM generate_series(0, 49999) i`,
  `INSERT INTO workloads (scope_id, id, cluster_id, uid, hash, kind, namespace, name, labels, images)
   SELECT ${observed(0, 'i / 10', own('i / 10', 3))}, 'Deployment', 'namespace-' || i % 5, 'workload-' || i, '{}', '[]' FROM generate_series(0, 19999) i`,
  `INSERT INTO disruption_budgets (scope_id, id, cluster_id, uid, hash, namespace, name, selector, disruptions_allowed, desired_healthy, expected_pods)
   SELECT ${observed(0, 'i / 3', own('i / 3', 6))}, 'namespace-' || i % 3, 'budget-' || i, '{}', 1, 2, 3 FROM generate_series(0, 5999) i`,
  // Some 250 of them are older than 90 days.
  `INSERT INTO transitions (at, source_id, cluster_id, noun, object_id, object_name, change)
   SELECT now() - interval '90 days 12 hours' + i * interval '156 seconds', ${id(4, 'i % 4')}, ${id(1, 'i % 2000')}, (ARRAY['machine', 'node', 'cluster'])[i % 3 + 1], ${id(5, 'i % 20000')}, 'o', 'changed'
   FROM generate_series(0, 49999) i`,
  `INSERT INTO audit_records (id, at, actor_kind, actor_id, actor_name, action, object_type, object_id, object_name, prev_hash, hash)
   SELECT i, now() - (20000 - i) * interval '1 minute', 'user', ${id(3, 'i % 50')}::text, 'Person ' || i % 50, 'action-' || i % 40, 'type-' || i % 8, ${id(2, 'i % 500')}::text, 'o', repeat('0', 64), repeat('1', 64)
   FROM generate_series(1, 20000) i`,
  `INSERT INTO campaigns (id, kind, name, state, parameters, strategy, plan, plan_hash, created_by, created_by_name, created_at)
   SELECT ${id(2, 'i')}, 'repave', 'campaign-' || i, CASE i % 50 WHEN 0 THEN 'running' WHEN 1 THEN 'paused' ELSE 'succeeded' END, '{}', '{}', '{}', 'p', 'u', 'Person', now() - i * interval '1 hour'
   FROM generate_series(0, 499) i`,
  `INSERT INTO campaign_targets (id, campaign_id, ordinal, cluster_id, cluster_name, state)
   SELECT ${id(6, 'i')}, ${id(2, 'i / 20')}, i % 20, ${id(1, 'i % 2000')}, 'c', 'succeeded' FROM generate_series(0, 9999) i`,
  `INSERT INTO campaign_events (campaign_id, target_id, tone, code, message) SELECT ${id(2, 'i % 500')}, ${id(6, 'i % 500 * 20')}, 'neutral', 'code', 'm' FROM generate_series(0, 19999) i`,
  `INSERT INTO users (id, email, name, role) SELECT ${id(3, 'i')}, 'person-' || i || '@tarmac.example', 'Person ' || i, 'viewer' FROM generate_series(0, 999) i`,
  `INSERT INTO saved_views (owner_id, page, name, query, visibility) SELECT ${id(3, 'i / 10')}, 'clusters', 'view-' || i % 10, '', CASE WHEN i % 100 = 0 THEN 'shared' ELSE 'private' END FROM generate_series(0, 9999) i`,
  `INSERT INTO api_tokens (name, role, token_hash, created_by) SELECT 't' || i, 'viewer', md5(i::text) || md5((-i)::text), 'Person' FROM generate_series(0, 4999) i`,
  `INSERT INTO sign_in_attempts (subject, at) SELECT 'account:' || i % 2000, now() - i * interval '40 milliseconds' FROM generate_series(0, 19999) i`,
  // Rows count as visible to all only once their commits, and those made about the same time, have reached the disk;
  // test servers do not wait for that.
  'SET LOCAL synchronous_commit TO on; ANALYZE sources',
  'VACUUM',
  'ANALYZE',
];
