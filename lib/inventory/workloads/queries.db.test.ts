import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { listMachineGroups, listMachines } from '../machines/queries.ts';
import { listNodes } from '../nodes/queries.ts';
import { listSources, listSourceScopes } from '../sources/queries.ts';
import { listTransitions } from '../transitions/queries.ts';
import { judgeBudget } from './model.ts';
import { budgetVerdict, listDisruptionBudgets, listWorkloads } from './queries.ts';

const now = new Date('2026-11-23T12:00:00Z');
const clusterId = randomUUID();
const sourceId = randomUUID();
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision, config) VALUES ($1, 'main', 'cluster-api', 'settings', '1', '{"environment": "staging"}')`, [sourceId]);
  await pool.query(
    `INSERT INTO source_scopes (source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, failed_at, error, error_code, object_count, stale_after_ms) VALUES
       ($1, '', NULL, 'Cluster', 'cluster', 'current', $2, NULL, NULL, NULL, 3, 60000),
       ($1, '', NULL, 'MachinePool', 'machineGroup', 'not-served', NULL, NULL, NULL, NULL, 0, 60000),
       ($1, 'u', $3, 'Node', 'node', 'failing', $4, $2, 'The API server does not answer.', 'unreachable', 4, 60000)`,
    [sourceId, new Date(now.getTime() - 5_000), clusterId, new Date(now.getTime() - 600_000)],
  );
  const insert = (table: string, columns: string, rows: unknown[][]) =>
    Promise.all(rows.map((row) => pool.query(`INSERT INTO ${table} (id, scope_id, cluster_id, uid, hash, ${columns}) VALUES (gen_random_uuid(), 0, $1, gen_random_uuid()::text, '', ${row.map((_value, index) => `$${index + 2}`).join(', ')})`, [clusterId, ...row])));
  await insert('nodes', 'name, roles, unschedulable, conditions', ['n1', 'n2', 'n3'].map((name) => [name, '["worker"]', false, '[]']));
  await insert('pods', 'namespace, name, node_name, phase, ready, containers', [['shop', 'p1', 'n1', 'Running', true, '[]'], ['shop', 'p2', 'n1', 'Running', true, '[]']]);
  await insert('namespaces', 'name, labels', [['shop', '{"team": "shop-team"}'], ['bare', '{"team": ""}']]);
  await insert('workloads', 'kind, namespace, name, labels, images', [
    ['Deployment', 'shop', 'cart', '{}', '["cart:1"]'], ['Deployment', 'shop', 'pay', '{"owner": "payments"}', '[]'], ['Deployment', 'bare', 'lone', '{}', '[]'],
  ]);
  await insert('disruption_budgets', 'namespace, name, selector, disruptions_allowed, desired_healthy, expected_pods', [
    ['shop', 'fine', '{}', 1, 1, 2], ['shop', 'never', '{}', 0, 1, 1], ['bare', 'lagging', '{}', null, 1, 1],
  ]);
  await insert('machines', 'namespace, name, cluster_name, role, group_name, phase, paused, deletion_hooks, conditions', [
    ['f', 'w', 'c', 'worker', 'md', 'Running', false, '[]', '[]'], ['f', 'cp', 'c', 'control-plane', 'kcp', 'Running', false, '[]', '[]'],
  ]);
  await insert('machine_groups', 'kind, api_version, namespace, name, cluster_name, role, owner_uid, generation, paused, conditions', [
    ['MachineDeployment', 'v1beta2', 'f', 'md', 'c', 'worker', null, 1, false, '[]'], ['MachineSet', 'v1beta2', 'f', 'ms', 'c', 'worker', 'md', 1, false, '[]'],
    ['KubeadmControlPlane', 'v1beta2', 'f', 'kcp', 'c', 'control-plane', null, 1, false, '[]'],
  ]);
  for (const noun of ['machine', 'pod', 'machine']) {
    await pool.query(`INSERT INTO transitions (source_id, cluster_id, noun, object_id, object_name, change) VALUES ($1, $2, $3, $2, 'x', 'appeared')`, [sourceId, clusterId, noun]);
  }
});
afterAll(() => database.drop());

test('nodes come with the number of their pods, page by page', async () => {
  const first = await listNodes(pool, clusterId, { limit: 2 });
  expect(first.items.map(({ name, pods }) => [name, pods])).toEqual([['n1', 2], ['n2', 0]]);
  expect(first.total).toBe(3);
  const second = await listNodes(pool, clusterId, { limit: 2, cursor: first.nextCursor! });
  expect([second.items.map(({ name }) => name), second.nextCursor]).toEqual([['n3'], null]);
});

test('a workload belongs to the team of its own label, else of its namespace, else to none', async () => {
  const { items } = await listWorkloads(pool, clusterId, { limit: 10, teamKeys: ['team', 'owner'] });
  expect(items.map(({ name, team }) => [name, team])).toEqual([['lone', null], ['cart', 'shop-team'], ['pay', 'payments']]);
  const pages = await listWorkloads(pool, clusterId, { limit: 2, teamKeys: [] });
  expect((await listWorkloads(pool, clusterId, { limit: 2, teamKeys: [], cursor: pages.nextCursor! })).items.map(({ name }) => name)).toEqual(['pay']);
});

test('what stands in a namespace that was just made again under its name is listed once, with the team of the newer one', async () => {
  await pool.query(
    `INSERT INTO namespaces (id, scope_id, cluster_id, uid, hash, name, labels, created_at) VALUES
       (gen_random_uuid(), 0, $1, 'older', '', 'again', '{"team": "before"}', '2026-01-01'), (gen_random_uuid(), 0, $1, 'newer', '', 'again', '{"team": "after"}', '2026-11-01')`,
    [clusterId],
  );
  await pool.query(`INSERT INTO workloads (id, scope_id, cluster_id, uid, hash, kind, namespace, name, labels, images) VALUES (gen_random_uuid(), 0, $1, 'w', '', 'Deployment', 'again', 'twice', '{}', '[]')`, [clusterId]);
  await pool.query(`INSERT INTO disruption_budgets (id, scope_id, cluster_id, uid, hash, namespace, name, selector) VALUES (gen_random_uuid(), 0, $1, 'b', '', 'again', 'twice', '{}')`, [clusterId]);
  try {
    const page = { limit: 10, teamKeys: ['team'] };
    for (const { items, total } of [await listWorkloads(pool, clusterId, page), await listDisruptionBudgets(pool, clusterId, page)]) {
      expect(items).toHaveLength(total);
      expect(items.filter(({ name }) => name === 'twice')).toMatchObject([{ team: 'after' }]);
    }
  } finally {
    for (const table of ['namespaces', 'workloads', 'disruption_budgets']) await pool.query(`DELETE FROM ${table} WHERE uid IN ('older', 'newer', 'w', 'b')`);
  }
});

test('budgets that block every drain come first, on whatever page', async () => {
  const first = await listDisruptionBudgets(pool, clusterId, { limit: 1, teamKeys: ['team'] });
  expect(first.items).toMatchObject([{ name: 'never', verdict: 'never', team: 'shop-team' }]);
  const rest = await listDisruptionBudgets(pool, clusterId, { limit: 5, teamKeys: ['team'], cursor: first.nextCursor! });
  expect(rest.items.map(({ name, verdict }) => [name, verdict])).toEqual([['lagging', 'unknown'], ['fine', 'allows']]);
});

test('the verdict in SQL is that of judgeBudget for any budget', async () => {
  const figure = fc.option(fc.integer({ min: 0, max: 3 }));
  const figures = fc.record({ disruptionsAllowed: figure, desiredHealthy: figure, expectedPods: figure, generation: figure, observedGeneration: figure });
  const budgets = fc.sample(figures, { numRuns: 2_000, seed: 1 });
  const { rows } = await pool.query<{ verdict: string }>(
    `SELECT ${budgetVerdict} AS verdict FROM (
       SELECT o, "disruptionsAllowed" AS disruptions_allowed, "desiredHealthy" AS desired_healthy, "expectedPods" AS expected_pods, generation, "observedGeneration" AS observed_generation
       FROM ROWS FROM (json_to_recordset($1::json) AS ("disruptionsAllowed" int, "desiredHealthy" int, "expectedPods" int, generation int, "observedGeneration" int)) WITH ORDINALITY AS b("disruptionsAllowed", "desiredHealthy", "expectedPods", generation, "observedGeneration", o)
     ) b ORDER BY o`,
    [JSON.stringify(budgets)],
  );
  const rest = { uid: 'u', namespace: 'n', name: 'b', minAvailable: null, maxUnavailable: null, selector: {}, currentHealthy: null, createdAt: null };
  expect(rows.map(({ verdict }) => verdict)).toEqual(budgets.map((budget) => judgeBudget({ ...rest, ...budget })));
});

test('machines and groups are listed with the control plane first and owned sets left out', async () => {
  const machines = await listMachines(pool, clusterId);
  expect(machines.items.map(({ name }) => name)).toEqual(['cp', 'w']);
  expect(machines.total).toBe(2);
  expect((await listMachineGroups(pool, clusterId)).map(({ name }) => name)).toEqual(['kcp', 'md']);
});

test('the timeline is newest first and can be narrowed', async () => {
  const first = await listTransitions(pool, clusterId, { limit: 1, nouns: ['machine'] });
  const second = await listTransitions(pool, clusterId, { limit: 5, nouns: ['machine'], cursor: first.nextCursor! });
  expect(second.items).toHaveLength(1);
  expect(Number(first.items[0]!.id)).toBeGreaterThan(Number(second.items[0]!.id));
});

test.each(['["zzz"]', '["-1"]', '[1.5]', '["1; SELECT"]', '["9999999999999999999"]'])('the timeline refuses the cursor %s, which it never gave', async (keys) => {
  const cursor = Buffer.from(keys).toString('base64url');
  await expect(listTransitions(pool, clusterId, { limit: 1, cursor })).rejects.toMatchObject({ code: 'cursor-unknown' });
});

test('the timeline counts its ids as numbers: the thousandth comes after the 999th', async () => {
  const other = '00000000-0000-8000-8000-00000000ffff';
  for (const id of [999, 1000]) {
    await pool.query(`INSERT INTO transitions (id, source_id, cluster_id, noun, object_id, object_name, change) VALUES ($1, $2, $3, 'machine', $3, 'm', 'changed')`, [id + 1_000_000_000 - 1000, sourceId, other]);
  }
  expect((await listTransitions(pool, other, { limit: 5 })).items.map(({ id }) => id)).toEqual(['1000000000', '999999999']);
});

test('a source tells what fails, what is stale and its last error in words', async () => {
  expect(await listSources(pool, { now })).toMatchObject([{
    name: 'main', state: 'degraded', environment: 'staging', objectCount: 7, scopes: { total: 2, failing: 1, stale: 1 }, lagSeconds: 5, lastError: 'The API server does not answer.',
    lastSuccessAt: '2026-11-23T11:59:55.000Z',
  }]);
  expect((await listSourceScopes(pool, sourceId, { now, limit: 5 })).items[0]).toMatchObject({
    kind: 'Node', state: 'failing', stale: true, error: 'The API server does not answer.', lastErrorAt: '2026-11-23T11:59:55.000Z', lagSeconds: 600,
  });
  await pool.query(`UPDATE source_scopes SET state = 'failing', error = 'The API server allows nothing.', failed_at = $2 WHERE source_id = $1 AND kind = 'Cluster'`, [sourceId, new Date(now.getTime() - 60_000)]);
  expect(await listSources(pool, { now })).toMatchObject([{ state: 'failing', lastError: 'The API server allows nothing.' }]);
  await pool.query(`UPDATE source_scopes SET state = 'current', observed_at = $2, unreadable = CASE kind WHEN 'Cluster' THEN 2 ELSE 0 END WHERE source_id = $1 AND state = 'failing'`, [sourceId, now]);
  expect(await listSources(pool, { now })).toMatchObject([{ state: 'degraded', lastError: expect.stringMatching(/^2 objects could not be read: /) }]);
  await pool.query(`UPDATE sources SET problem = 'The kubeconfig is no YAML.'`);
  expect(await listSources(pool, { now, id: sourceId })).toMatchObject([{ state: 'failing', problem: 'The kubeconfig is no YAML.', lastError: 'The kubeconfig is no YAML.' }]);
});
