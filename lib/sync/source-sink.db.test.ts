import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type pg from 'pg';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import type { Scope } from '#lib/sources/contract.ts';
import { ScopeHealth } from './scope-health.ts';
import { SourceSink } from './source-sink.ts';
import { clusterScope, machineScope, nodeScope, onePage, testCluster, testMachine, testNode } from './test-observations.ts';

let database: TestDatabase;
let pool: pg.Pool;
let sourceId: string;
let sink: SourceSink;
let health: ScopeHealth;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
});
afterAll(() => database.drop());
beforeEach(async () => {
  sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1::uuid, $1::text, 'cluster-api', 'file', '1')`, [sourceId]);
  sink = await openSink();
});

async function openSink(now?: () => number): Promise<SourceSink> {
  health = new ScopeHealth(pool, (thrown) => {
    throw thrown;
  });
  const opened = new SourceSink({ pool, sourceId, health, staleAfterMs: () => 60_000, signal: new AbortController().signal, now });
  await opened.load();
  return opened;
}

const clusterIdOf = async (name: string): Promise<string> =>
  (await pool.query('SELECT id FROM clusters WHERE source_id = $1 AND name = $2', [sourceId, name])).rows[0].id;
const namesIn = async (table: string): Promise<string[]> =>
  (await pool.query(`SELECT t.name FROM ${table} t JOIN source_scopes s ON s.id = t.scope_id WHERE s.source_id = $1 ORDER BY 1`, [sourceId])).rows.map((row) => row.name);
const transitions = async (): Promise<{ noun: string; object_name: string; change: string; fields: unknown }[]> =>
  (await pool.query('SELECT noun, object_name, change, fields FROM transitions WHERE source_id = $1 ORDER BY id', [sourceId])).rows;
const scopeRow = async (kind: string) =>
  (await pool.query('SELECT * FROM source_scopes WHERE source_id = $1 AND kind = $2', [sourceId, kind])).rows[0];
const rollupOf = async (name: string) =>
  (await pool.query('SELECT r.* FROM cluster_rollups r WHERE cluster_id = $1', [await clusterIdOf(name)])).rows[0];

async function* breakingAfter<T>(items: readonly T[]): AsyncGenerator<{ items: readonly T[]; unreadable: number }> {
  yield { items, unreadable: 0 };
  throw new Error('the connection was reset');
}

describe('a full listing', () => {
  test('that is complete deletes what it did not show, and tells it as gone', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await sink.full(clusterScope, onePage([testCluster({ name: 'b' })]));
    expect(await namesIn('clusters')).toEqual(['b']);
    expect(await transitions()).toEqual([{ noun: 'cluster', object_name: 'a', change: 'gone', fields: {} }]);
  });

  test('that breaks off keeps what it saw, deletes nothing and marks the scope failing', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await expect(sink.full(clusterScope, breakingAfter([testCluster({ name: 'c' })]))).rejects.toThrow('the connection was reset');
    expect(await namesIn('clusters')).toEqual(['a', 'b', 'c']);
    expect(await scopeRow('Cluster')).toMatchObject({ state: 'failing', error: 'the connection was reset', error_code: 'listing-failed' });
  });

  test('with an object that nobody could read deletes nothing, because that object may be a stored one', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await sink.full(clusterScope, (async function* () {
      yield { items: [testCluster({ name: 'a' })], unreadable: 1 };
    })());
    expect(await namesIn('clusters')).toEqual(['a', 'b']);
    expect(await scopeRow('Cluster')).toMatchObject({ state: 'current', unreadable: 1 });
  });

  test('of a new scope is a baseline: its objects are not news, later ones are', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    expect(await transitions()).toEqual([]);
    await sink.delta(clusterScope, [testCluster({ name: 'b' })], []);
    expect(await transitions()).toEqual([{ noun: 'cluster', object_name: 'b', change: 'appeared', fields: {} }]);
  });

  test('of a new scope that broke off is a baseline still when it is tried again', async () => {
    await sink.full(clusterScope, breakingAfter([testCluster({ name: 'a' })])).catch(() => undefined);
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    expect([await namesIn('clusters'), await transitions()]).toEqual([['a', 'b'], []]);
  });

  test('does not undo a delta that came while it ran', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await sink.full(clusterScope, (async function* () {
      yield { items: [testCluster({ name: 'b' })], unreadable: 0 };
      await sink.delta(clusterScope, [testCluster({ name: 'new' }), testCluster({ name: 'a', phase: 'Deleting' })], ['uid-b']);
      yield { items: [testCluster({ name: 'a' })], unreadable: 0 };
    })());
    expect(await namesIn('clusters')).toEqual(['a', 'new']);
    expect((await pool.query('SELECT phase FROM clusters WHERE id = $1', [await clusterIdOf('a')])).rows[0].phase).toBe('Deleting');
  });

  test('is not kept from an object by a delta that could not be stored while it ran', async () => {
    let refuse = false;
    const fence = async (): Promise<void> => {
      if (refuse) throw new Error('not now');
    };
    sink = new SourceSink({ pool, sourceId, health, staleAfterMs: () => 60_000, signal: new AbortController().signal, fence });
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await sink.full(clusterScope, (async function* () {
      yield { items: [testCluster({ name: 'b' })], unreadable: 0 };
      refuse = true;
      await expect(sink.delta(clusterScope, [testCluster({ name: 'a', phase: 'Pending' })], [])).rejects.toThrow('not now');
      refuse = false;
      yield { items: [testCluster({ name: 'a' })], unreadable: 0 };
    })());
    expect(await namesIn('clusters')).toEqual(['a', 'b']);
  });

  test('that shows nothing new writes no tuple of the inventory, its rollups or its transitions', async () => {
    const clusters = ['a', 'b'].map((name) => testCluster({ name, labels: { z: '1', a: '2' }, conditions: [{ type: 'Available', status: 'True', reason: null, message: null, lastTransitionAt: '2026-01-01T00:00:00Z' }] }));
    const nodes = Array.from({ length: 50 }, (_, index) => testNode({ name: `n${index}` }));
    const machines = nodes.map(({ name }) => testMachine({ name, clusterName: 'a', deletion: null }));
    const list = async () => {
      await sink.full(clusterScope, onePage(clusters));
      await sink.full(machineScope, onePage(machines));
      await sink.full(nodeScope('uid-a'), onePage(nodes));
    };
    await list();
    const before = await tuplesWritten();
    expect(before.nodes).toBeGreaterThan(0);
    await list();
    expect(await tuplesWritten()).toEqual(before);
    await sink.full(nodeScope('uid-a'), onePage([...nodes.slice(1), testNode({ name: 'n0', ready: false })]));
    expect(await tuplesWritten()).toEqual({ ...before, nodes: before.nodes! + 1, cluster_rollups: before.cluster_rollups! + 1, transitions: before.transitions! + 1 });
  });
});

async function tuplesWritten(): Promise<Record<string, number>> {
  // Each backend reports what it wrote when asked to, or at the end of its next transaction a second later: so end all others first.
  await pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  await expect.poll(async () => (await pool.query(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`)).rows[0].n).toBe(0);
  await pool.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await pool.query(
    `SELECT relname, (n_tup_ins + n_tup_upd + n_tup_del)::int AS written FROM pg_stat_user_tables
     WHERE relname IN ('clusters', 'machines', 'nodes', 'cluster_rollups', 'transitions')`,
  );
  return Object.fromEntries(rows.map((row) => [row.relname, row.written]));
}

describe('a delta', () => {
  test('that cannot be stored together with another one is stored alone', async () => {
    const machine = testMachine({ name: 'm', clusterName: 'a' });
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    // One row cannot be written twice by one statement.
    await Promise.all([sink.delta(machineScope, [machine], []), sink.delta({ ...machineScope, kind: 'OtherMachine' }, [machine], [])]);
    expect(await namesIn('machines')).toEqual(['m']);
  });

  test('with an object that another scope holds is compared after all, and what is stored with it is not lost', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    await sink.full(machineScope, onePage([testMachine({ name: 'moves', clusterName: 'a' })]));
    const other = { ...machineScope, kind: 'OtherMachine' };
    await Promise.all([
      sink.full(other, onePage([testMachine({ name: 'moves', clusterName: 'a' }), testMachine({ name: 'new', clusterName: 'a' })])),
      sink.full(nodeScope('uid-a'), onePage([testNode({ name: 'n' })])),
    ]);
    expect((await pool.query(`SELECT m.name, s.kind FROM machines m JOIN source_scopes s ON s.id = m.scope_id WHERE s.source_id = $1 ORDER BY 1`, [sourceId])).rows)
      .toEqual([{ name: 'moves', kind: 'OtherMachine' }, { name: 'new', kind: 'OtherMachine' }]);
    expect(await rollupOf('a')).toMatchObject({ machines_total: 2, nodes_total: 1 });
  });

  test('tells changed fields as from and to, and not those that are noise', async () => {
    await sink.full(machineScope, onePage([testMachine({ name: 'm', clusterName: 'a' })]));
    await sink.delta(machineScope, [testMachine({ name: 'm', clusterName: 'a', providerId: 'dev://m' })], []);
    expect(await transitions()).toEqual([]);
    await sink.delta(machineScope, [testMachine({ name: 'm', clusterName: 'a', phase: 'Deleting', deletingSince: '2026-11-23T10:00:00Z' })], []);
    expect(await transitions()).toEqual([
      { noun: 'machine', object_name: 'm', change: 'changed', fields: { phase: ['Running', 'Deleting'], deleting_since: [null, '2026-11-23T10:00:00.000Z'] } },
    ]);
  });

  test('tells conditions by their status alone', async () => {
    const at = (status: 'True' | 'False', lastTransitionAt: string) => [{ type: 'Available', status, reason: null, message: null, lastTransitionAt }];
    await sink.full(clusterScope, onePage([testCluster({ name: 'a', conditions: at('True', '2026-01-01T00:00:00Z') })]));
    await sink.delta(clusterScope, [testCluster({ name: 'a', conditions: at('True', '2026-02-01T00:00:00Z') })], []);
    await sink.delta(clusterScope, [testCluster({ name: 'a', conditions: at('False', '2026-03-01T00:00:00Z') })], []);
    expect(await transitions()).toEqual([{ noun: 'cluster', object_name: 'a', change: 'changed', fields: { 'condition Available': ['True', 'False'] } }]);
  });

  test('stores an odd object as far as Postgres can hold it', async () => {
    const odd = testCluster({ name: `n${'x'.repeat(252)}`, phase: 'No\0such\ud800phase', createdAt: '+090000-01-01T00:00:00Z', generation: 1e300, labels: { 'a\0': '\udfff' } });
    await sink.delta(clusterScope, [odd, testCluster({ name: 'plain' })], []);
    const { rows } = await pool.query('SELECT phase, created_at, generation, labels FROM clusters WHERE source_id = $1 ORDER BY name', [sourceId]);
    expect(rows[0]).toEqual({ phase: 'Nosuch\ufffdphase', created_at: null, generation: null, labels: { a: '\ufffd' } });
    expect(rows).toHaveLength(2);
  });
});

describe('a cluster', () => {
  test('made again under its name keeps its row, tells its new uid and forgets what its old API server showed', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    await sink.full(nodeScope('uid-a'), onePage([testNode({ name: 'n' })]));
    const id = await clusterIdOf('a');
    await sink.delta(clusterScope, [testCluster({ name: 'a', uid: 'uid-again' })], []);
    await sink.delta(clusterScope, [], ['uid-a']);
    expect(await clusterIdOf('a')).toBe(id);
    expect(await namesIn('nodes')).toEqual([]);
    expect(await transitions()).toEqual([{ noun: 'cluster', object_name: 'a', change: 'changed', fields: { uid: ['uid-a', 'uid-again'] } }]);
    expect(await rollupOf('a')).toMatchObject({ nodes_total: 0 });
  });

  test('that is gone takes its nodes, its scopes and its rollup with it', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
    await sink.full(nodeScope('uid-a'), onePage([testNode({ name: 'n' })]));
    const id = await clusterIdOf('a');
    await sink.full(clusterScope, onePage([testCluster({ name: 'b' })]));
    expect(await namesIn('nodes')).toEqual([]);
    expect(await scopeRow('Node')).toBeUndefined();
    expect((await pool.query('SELECT 1 FROM cluster_rollups WHERE cluster_id = $1', [id])).rowCount).toBe(0);
    await expect(sink.full(nodeScope('uid-a'), onePage([testNode({ name: 'n' })]))).rejects.toMatchObject({ code: 'cluster-unknown' });
    await sink.status(nodeScope('uid-a'), { state: 'current' });
    expect(await scopeRow('Node')).toBeUndefined();
  });

  test('forgotten in the middle of a listing gets nothing of the rest of it', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    await expect(sink.full(nodeScope('uid-a'), (async function* () {
      yield { items: [testNode({ name: 'early' })], unreadable: 0 };
      await sink.forget('uid-a');
      yield { items: [testNode({ name: 'late' })], unreadable: 0 };
    })())).rejects.toMatchObject({ code: 'cluster-unknown' });
    expect((await pool.query('SELECT name FROM nodes WHERE cluster_id = $1', [await clusterIdOf('a')])).rows).toEqual([]);
  });

  test('adds up machines that were seen before it', async () => {
    await sink.full(machineScope, onePage([testMachine({ name: 'm', clusterName: 'late', createdAt: '2026-05-01T00:00:00Z' })]));
    await sink.full(clusterScope, onePage([testCluster({ name: 'late' })]));
    expect(await rollupOf('late')).toMatchObject({ machines_total: 1, oldest_node_created_at: new Date('2026-05-01T00:00:00Z') });
  });
});

describe('health of a scope', () => {
  test('is never current before a complete listing', async () => {
    await sink.status(clusterScope, { state: 'current' });
    expect(await scopeRow('Cluster')).toMatchObject({ state: 'starting', observed_at: null });
  });

  test('keeps when it was last observed while it fails, and turns current again', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    const { observed_at: observedAt } = await scopeRow('Cluster');
    await sink.status(clusterScope, { state: 'failing', code: 'unreachable', message: 'The API server does not answer.' });
    expect(await scopeRow('Cluster')).toMatchObject({ state: 'failing', observed_at: observedAt, error_code: 'unreachable', error: 'The API server does not answer.' });
    await sink.status(clusterScope, { state: 'current' });
    expect((await scopeRow('Cluster')).state).toBe('current');
  });

  test('says of a listing that it held when it began, and does not go back behind what is known', async () => {
    const begunMs = Date.UTC(2026, 10, 1);
    let nowMs = begunMs;
    sink = await openSink(() => nowMs);
    await sink.full(clusterScope, (async function* slowly() {
      nowMs += 60_000;
      yield { items: [testCluster({ name: 'a' })], unreadable: 0 };
    })());
    const asListed = { observed_at: new Date(begunMs), listed_at: new Date(begunMs + 60_000), list_ms: 60_000 };
    expect(await scopeRow('Cluster')).toMatchObject(asListed);
    // The first word after a listing comes from that listing too.
    await sink.status(clusterScope, { state: 'current' });
    await health.flush();
    expect(await scopeRow('Cluster')).toMatchObject(asListed);
    await sink.full(clusterScope, (async function* withWatch() {
      nowMs += 60_000;
      await sink.status(clusterScope, { state: 'current' });
      await health.flush();
      yield { items: [testCluster({ name: 'a' })], unreadable: 0 };
    })());
    expect(await scopeRow('Cluster')).toMatchObject({ observed_at: new Date(begunMs + 120_000) });
  });

  test('noted by a clock that ran ahead is no younger than now once that was set right, and stays unseen when it never was seen', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    await sink.status(machineScope, { state: 'failing', code: 'unreachable', message: 'The connection was refused.' });
    await pool.query(`UPDATE source_scopes SET observed_at = now() + interval '1 day' WHERE source_id = $1 AND kind = 'Cluster'`, [sourceId]);
    await sink.status(clusterScope, { state: 'failing', code: 'unreachable', message: 'The connection was refused.' });
    expect((await scopeRow('Cluster')).observed_at.getTime()).toBeLessThanOrEqual(Date.now());
    expect((await scopeRow('Machine')).observed_at).toBeNull();
  });

  test('is as young as the last change that its watch told', async () => {
    let nowMs = Date.UTC(2026, 10, 1);
    sink = await openSink(() => nowMs);
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    nowMs += 60_000;
    await sink.delta(clusterScope, [testCluster({ name: 'b' })], []);
    await health.flush();
    expect(await scopeRow('Cluster')).toMatchObject({ observed_at: new Date(nowMs) });
  });

  test('gathers heartbeats and writes them together', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    const { observed_at: listed } = await scopeRow('Cluster');
    await sink.status(clusterScope, { state: 'current' });
    expect((await scopeRow('Cluster')).observed_at).toEqual(listed);
    await health.flush();
    expect((await scopeRow('Cluster')).observed_at.getTime()).toBeGreaterThanOrEqual(listed.getTime());
  });

  test('counts the rows that a resync corrected after a watch had kept the scope, not what the next poll finds', async () => {
    await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
    await sink.status(clusterScope, { state: 'current' });
    await sink.full(clusterScope, onePage([testCluster({ name: 'a', phase: 'Pending' })]));
    expect((await scopeRow('Cluster')).corrections).toBe(0);
    await sink.status(clusterScope, { state: 'current' });
    await sink.status(clusterScope, { state: 'current' });
    await sink.full(clusterScope, onePage([testCluster({ name: 'a', phase: 'Failed' }), testCluster({ name: 'b' })]));
    expect((await scopeRow('Cluster')).corrections).toBe(2);
  });

  test('says what the kind is not served, which is no error', async () => {
    await sink.status({ clusterUid: null, kind: 'MachinePool', noun: 'machineGroup' }, { state: 'not-served' });
    expect(await scopeRow('MachinePool')).toMatchObject({ state: 'not-served', error: null });
  });
});

test('scopes that a new run never speaks of are dropped once their API server was listed, and only then', async () => {
  await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
  await sink.full(machineScope, onePage([testMachine({ name: 'm', clusterName: 'a' })]));
  sink = await openSink();
  await sink.status(clusterScope, { state: 'failing', code: 'unreachable', message: 'no answer' });
  await sink.dropUnreported();
  expect(await namesIn('machines')).toEqual(['m']);
  await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
  await sink.dropUnreported();
  expect(await namesIn('machines')).toEqual([]);
});

test('what was never listed and holds nothing is dropped by a new run, and what a listing that broke off stored is not', async () => {
  const controlPlanes = { clusterUid: null, kind: 'KubeadmControlPlane', noun: 'machineGroup' } as const;
  const failed = { state: 'failing', code: 'not-found', message: 'This API server serves no Cluster API.' } as const;
  await sink.full(clusterScope, onePage([testCluster({ name: 'a' })]));
  await sink.status(controlPlanes, failed);
  await sink.status(nodeScope('uid-a'), failed);
  await expect(sink.full(machineScope, (async function* () {
    yield* onePage([testMachine({ name: 'm', clusterName: 'a' })]);
    throw new Error('cut');
  })())).rejects.toThrow('cut');
  sink = await openSink();
  await sink.dropNeverListed();
  const { rows } = await database.db.pool.query<{ kind: string }>('SELECT kind FROM source_scopes WHERE source_id = $1 ORDER BY kind', [sourceId]);
  expect(rows.map(({ kind }) => kind)).toEqual(['Cluster', 'Machine', 'Node']);
  expect(await namesIn('machines')).toEqual(['m']);
});

test('a kind that a new run lists anywhere is not dropped where its turn has not come yet', async () => {
  const namespaces = (clusterUid: string): Scope<'namespace'> => ({ clusterUid, kind: 'Namespace', noun: 'namespace' });
  const shop = { uid: 'shop', name: 'shop', labels: {}, createdAt: null, deletingSince: null };
  await sink.full(clusterScope, onePage([testCluster({ name: 'a' }), testCluster({ name: 'b' })]));
  for (const uid of ['uid-a', 'uid-b']) {
    await sink.full(nodeScope(uid), onePage([testNode({ name: 'n' })]));
    await sink.full(namespaces(uid), onePage([shop]));
  }
  sink = await openSink();
  for (const uid of ['uid-a', 'uid-b']) await sink.full(nodeScope(uid), onePage([testNode({ name: 'n' })]));
  await sink.full(namespaces('uid-a'), onePage([shop]));
  await sink.dropUnreported();
  expect(await namesIn('namespaces')).toEqual(['shop', 'shop']);
});
