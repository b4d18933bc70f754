import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observedId } from '#lib/kernel/observed-id.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { listMachines } from '../machines/queries.ts';
import { judgeScopes } from './scope-freshness.ts';
import { machinesOf } from './snapshot-model.ts';
import { readClusterSnapshots } from './snapshot.ts';

let database: TestDatabase;
const sourceId = randomUUID();
const now = new Date('2026-11-20T10:00:00Z');
const idOf = (name: string) => observedId(sourceId, `fleet/${name}`);

beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database.db;
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'm', 'cluster-api', 'file', 'r')`, [sourceId]);
  for (const name of ['one', 'two']) {
    await pool.query(
      `INSERT INTO clusters (id, scope_id, source_id, uid, hash, namespace, name, managed_by, api_version, labels, paused, conditions, environment_rule, region_rule, team_rule, team)
       VALUES ($1, 0, $2, $3, '', 'fleet', $4, 'cluster-api', 'v1beta2', '{}', false, '[]', '', '', '', 'payments')`,
      [idOf(name), sourceId, `uid-${name}`, name],
    );
    await pool.query(
      `INSERT INTO machine_groups (id, scope_id, cluster_id, uid, hash, kind, api_version, namespace, name, cluster_name, role, generation, observed_generation, paused, rollout_after, conditions)
       SELECT gen_random_uuid(), 0, $1, $2 || kind, '', kind, 'v1beta2', 'fleet', $2 || '-' || kind, $2, 'worker', 7, 6, false, '2026-11-19T08:00:00Z', '[]'
       FROM unnest(ARRAY['MachineDeployment', 'MachineSet']) AS kind`,
      [idOf(name), name],
    );
    await pool.query(`UPDATE machine_groups SET owner_uid = 'someone' WHERE kind = 'MachineSet'`);
    await pool.query(
      `INSERT INTO machines (id, scope_id, cluster_id, uid, hash, namespace, name, cluster_name, role, phase, node_name, deleting_since, paused, deletion, deletion_hooks, conditions)
       VALUES (gen_random_uuid(), 0, $1, $2, '', 'fleet', $2, $3, 'worker', 'Deleting', 'node-a', $4, false, '{"nodeDrainStartedAt":null}', '["backup"]', '[]')`,
      [idOf(name), `${name}-m`, name, now],
    );
    await pool.query(
      `INSERT INTO pods (id, scope_id, cluster_id, uid, hash, namespace, name, node_name, phase, ready, containers) SELECT gen_random_uuid(), 0, $1, $2 || n, '', n, n, 'node-a', 'Running', true, '[]' FROM unnest(ARRAY['orders', 'orders2']) AS n`,
      [idOf(name), name],
    );
    await pool.query(
      `INSERT INTO disruption_budgets (id, scope_id, cluster_id, uid, hash, namespace, name, selector, disruptions_allowed, generation) VALUES (gen_random_uuid(), 0, $1, $2, '', 'orders', 'checkout', '{}', 0, 3)`,
      [idOf(name), `${name}-b`],
    );
  }
  const scope = (kind: string, noun: string, clusterUid: string, clusterId: string | null, state: string, age: number | null) =>
    pool.query('INSERT INTO source_scopes (source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, stale_after_ms, error) VALUES ($1, $2, $3, $4, $5, $6, $7, 60000, $8)', [
      sourceId, clusterUid, clusterId, kind, noun, state, age === null ? null : new Date(now.getTime() - age * 1000), state === 'failing' ? 'no route to host' : null,
    ]);
  await scope('Cluster', 'cluster', '', null, 'current', 5);
  await scope('MachineDeployment', 'machineGroup', '', null, 'current', 20);
  await scope('MachinePool', 'machineGroup', '', null, 'not-served', null);
  await scope('Machine', 'machine', '', null, 'current', 10);
  await scope('MachineHealthCheck', 'machineHealthCheck', '', null, 'not-served', null);
  for (const name of ['one', 'two']) await scope('Node', 'node', `uid-${name}`, idOf(name), name === 'one' ? 'current' : 'failing', name === 'one' ? 30 : 300);
  for (const name of ['one', 'two']) await scope('PodDisruptionBudget', 'disruptionBudget', `uid-${name}`, idOf(name), 'current', 3);
});
afterAll(() => database.drop());

test('a snapshot holds what is stored of each cluster, and nothing of another', async () => {
  const snapshots = await readClusterSnapshots(database.db.pool, [idOf('one'), idOf('two'), randomUUID()], now);
  expect([...snapshots.keys()].toSorted()).toEqual([idOf('one'), idOf('two')].toSorted());
  expect(snapshots.get(idOf('one'))).toMatchObject({
    name: 'one', team: 'payments', paused: false, clusterClass: null,
    groups: [{ kind: 'MachineDeployment', name: 'one-MachineDeployment', generation: 7, observedGeneration: 6, rolloutAfter: '2026-11-19T08:00:00.000Z' }],
    machines: [{ name: 'one-m', deletionHooks: ['backup'], deletingSince: now.toISOString(), deletion: { nodeDrainStartedAt: null } }],
    budgets: [{ namespace: 'orders', name: 'checkout', generation: 3 }],
    healthChecks: [],
    drainingNamespaces: { 'node-a': ['orders', 'orders2'] },
  });
});

test('freshness is that of the oldest scope, of management and workload apart, and kinds that are not served count as answered', async () => {
  const snapshots = await readClusterSnapshots(database.db.pool, [idOf('one'), idOf('two')], now);
  expect(snapshots.get(idOf('one'))).toMatchObject({
    management: { state: 'fresh', observedAt: '2026-11-20T09:59:40.000Z', problems: [] },
    workload: { state: 'fresh', observedAt: '2026-11-20T09:59:30.000Z' },
    healthCheckScopes: { state: 'unknown', problems: [] },
  });
  expect(snapshots.get(idOf('two'))!.workload).toMatchObject({ state: 'stale', observedAt: '2026-11-20T09:55:00.000Z', problems: [{ kind: 'Node', error: 'no route to host' }] });
});

test('what was never listed is unknown, however fresh the rest is', () => {
  const scope = { sourceId, clusterId: null, kind: 'Cluster', noun: 'cluster', state: 'current', observedAt: now.toISOString(), staleAfterMs: 1000, error: null };
  expect(judgeScopes([scope], ['cluster', 'machine'], now)).toMatchObject({ state: 'unknown', observedAt: null, problems: [{ kind: 'machine' }] });
  expect(judgeScopes([scope, { ...scope, kind: 'Machine', noun: 'machine', state: 'starting', observedAt: null }], ['cluster', 'machine'], now)).toMatchObject({ state: 'unknown', problems: [{ kind: 'Machine' }] });
});

test('what a listing failed of once is not why it is stale now, when it has worked since', () => {
  const scope = { sourceId, clusterId: null, kind: 'Machine', noun: 'machine', state: 'current', observedAt: new Date(now.getTime() - 2000).toISOString(), staleAfterMs: 1000, error: 'the certificate has expired' };
  expect(judgeScopes([scope], ['machine'], now)).toMatchObject({ state: 'stale', problems: [{ kind: 'Machine', error: null }] });
  expect(judgeScopes([{ ...scope, state: 'failing' }], ['machine'], now).problems).toMatchObject([{ error: 'the certificate has expired' }]);
});

test('a machine whose labels do not tell its MachineDeployment, as with a name beyond 63 characters, is found through its MachineSet', async () => {
  const { pool } = database.db;
  await pool.query(`UPDATE machine_groups SET owner_uid = 'twoMachineDeployment' WHERE uid = 'twoMachineSet'`);
  await pool.query(
    `INSERT INTO machines (id, scope_id, cluster_id, uid, hash, namespace, name, cluster_name, role, owner_uid, owner_kind, phase, paused, deletion_hooks, conditions)
     VALUES (gen_random_uuid(), 0, $1, 'owned', '', 'fleet', 'owned', 'two', 'worker', 'twoMachineSet', 'MachineSet', 'Running', false, '[]', '[]')`,
    [idOf('two')],
  );
  const snapshot = (await readClusterSnapshots(pool, [idOf('two')], now)).get(idOf('two'))!;
  expect(machinesOf(snapshot, snapshot.groups.find(({ kind }) => kind === 'MachineDeployment')!).map(({ name }) => name)).toEqual(['owned']);
  expect((await listMachines(pool, idOf('two'))).items.find(({ uid }) => uid === 'owned')?.group).toBe(snapshot.groups.find(({ kind }) => kind === 'MachineDeployment')!.name);
});

test('the number of statements does not grow with the number of clusters', async () => {
  const count = async (ids: string[]) => {
    let statements = 0;
    const counting = { query: (...args: unknown[]) => { statements += 1; return Reflect.apply(database.db.pool.query, database.db.pool, args); } };
    await readClusterSnapshots(counting as typeof database.db.pool, ids, now);
    return statements;
  };
  expect(await count([idOf('one')])).toBe(await count([idOf('one'), idOf('two'), ...Array.from({ length: 50 }, () => randomUUID())]));
});
