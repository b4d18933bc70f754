import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clusterState } from '#components/clusters/cluster-state.ts';
import { clusterSummary } from '#lib/api/contract/clusters.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { TableWriter } from '#lib/sync/apply.ts';
import { encodeRow } from '#lib/sync/encode-row.ts';
import { testCluster } from '#lib/sync/test-observations.ts';
import { TouchedClusters } from '#lib/sync/touched-clusters.ts';
import { defaultFleetSettings } from './fleet-settings.ts';
import type { Condition } from './model.ts';
import { clusterTable } from './observe.ts';
import { getCluster, listClusters } from './queries.ts';

const now = new Date('2026-11-23T12:00:00Z');
const asOf = { now, settings: defaultFleetSettings };
const sourceId = randomUUID();
const condition = (type: string, status: Condition['status']): Condition => ({ type, status, reason: 'Because', message: 'A long story', lastTransitionAt: null });
const available = condition('Available', 'True');
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'main', 'cluster-api', 'file', '1')`, [sourceId]);
  await pool.query(
    `INSERT INTO source_scopes (id, source_id, cluster_uid, kind, noun, state, observed_at, stale_after_ms)
     VALUES (1, $1, '', 'Cluster', 'cluster', 'current', $2, 60000), (2, $1, 'uid-a', 'Node', 'node', 'current', $2, 60000)`,
    [sourceId, now],
  );
});
afterAll(() => database.drop());

test.each<[string, Condition[], string, string]>([
  ['Provisioned', [available, condition('Paused', 'False')], 'ok', 'ok'],
  ['Provisioned', [available, condition('InfrastructureReady', 'False')], 'attention', 'Infrastructure is not ready'],
  ['Provisioned', [condition('RemoteConnectionProbe', 'Unknown'), available], 'unknown', 'Cluster API reaches the cluster: not known'],
  ['Provisioned', [], 'unknown', 'Answers and works: not known'],
  ['Failed', [available], 'failing', 'failed'],
  ['Unknown', [available], 'unknown', 'phase not known'],
])('a cluster in the phase %s with the conditions %j is %s on its page and in the list', async (phase, conditions, tone, words) => {
  const row = encodeRow(clusterTable, testCluster({ name: 'a', phase, conditions }), { sourceId, clusterUid: null, clusterId: null });
  const touched = new TouchedClusters();
  await new TableWriter(clusterTable).upsert(pool, [{ target: { sourceId, scopeId: 1, baseline: false }, rows: [row] }], touched);
  await touched.settle(pool, sourceId);
  await pool.query(`UPDATE cluster_rollups SET rollout_state = 'steady', oldest_node_created_at = $1::timestamptz - interval '1 day'`, [now]);
  const [listed] = (await listClusters(pool, { ...asOf, filters: {}, sort: 'name', limit: 1 })).items;
  const shown = await getCluster(pool, row.id, asOf);
  // What the API gives of each, no member more.
  const states = [listed, shown].map((cluster) => clusterState(clusterSummary.parse(cluster), now.getTime()));
  expect(states).toEqual([{ tone, words }, { tone, words }]);
});
