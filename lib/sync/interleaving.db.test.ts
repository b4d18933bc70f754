import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NodeObservation } from '#lib/inventory/nodes/model.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { ScopeHealth } from './scope-health.ts';
import { writerOf } from './scope-writer.ts';
import { TouchedClusters } from './touched-clusters.ts';
import { SourceSink } from './source-sink.ts';
import { clusterScope, machineScope, nodeScope, onePage, testCluster, testMachine, testNode } from './test-observations.ts';

let database: TestDatabase;
const sourceId = randomUUID();

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'source', 'cluster-api', 'file', '1')`, [sourceId]);
});
afterAll(() => database.drop());

/** A change of one object in the world; `told` ones come through the watch, the others it missed. */
type Change = { uid: number; version: number | null };
type Step =
  | { kind: 'delta'; changes: Change[] }
  | { kind: 'missed'; changes: Change[] }
  | { kind: 'restart' }
  | { kind: 'listing'; pageSize: number; breaksAfterPages: number | null; deltas: Change[][] };

const change = fc.record({ uid: fc.nat(7), version: fc.option(fc.nat(2)) });
const changes = fc.array(change, { maxLength: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('delta' as const), changes }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('missed' as const), changes }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('listing' as const), pageSize: fc.integer({ min: 1, max: 4 }), breaksAfterPages: fc.option(fc.nat(3)),
      deltas: fc.array(changes, { maxLength: 4 }),
    }),
  },
);

type Objects = Map<string, string>;

function applyChanges(objects: Objects, list: readonly Change[]): void {
  for (const { uid, version } of list) {
    if (version === null) objects.delete(`u${uid}`);
    else objects.set(`u${uid}`, `v1.36.${version}`);
  }
}

const observe = (uid: string, version: string): NodeObservation => testNode({ name: uid, uid, kubeletVersion: version });

test('whatever the order of pages, failures, deltas and restarts, the table is what was told, and only complete listings and deltas delete', async () => {
  const { pool } = database.db;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const cluster = testCluster({ name: randomUUID() });
      const scope = nodeScope(cluster.uid);
      const open = async () => {
        const sink = new SourceSink({ pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 60_000, signal: new AbortController().signal });
        await sink.load();
        return sink;
      };
      let sink = await open();
      await sink.delta(clusterScope, [cluster], []);
      const world: Objects = new Map();
      let table: Objects = new Map();
      const tell = async (list: readonly Change[]) => {
        const last = new Map(list.map((one) => [one.uid, one]));
        applyChanges(world, [...last.values()]);
        applyChanges(table, [...last.values()]);
        const upserts = [...last.values()].flatMap(({ uid, version }) => (version === null ? [] : observe(`u${uid}`, `v1.36.${version}`)));
        await sink.delta(scope, upserts, [...last.values()].filter(({ version }) => version === null).map(({ uid }) => `u${uid}`));
        return [...last.keys()].map((uid) => `u${uid}`);
      };

      for (const one of steps) {
        if (one.kind === 'delta') await tell(one.changes);
        if (one.kind === 'missed') applyChanges(world, one.changes);
        if (one.kind === 'restart') sink = await open();
        if (one.kind === 'listing') {
          const snapshot = [...world];
          const touched = new Set<string>();
          const pages = async function* () {
            for (let page = 0; page * one.pageSize < snapshot.length || page < one.deltas.length; page++) {
              if (page === one.breaksAfterPages) throw new Error('the connection was reset');
              const entries = snapshot.slice(page * one.pageSize, (page + 1) * one.pageSize);
              for (const [uid, version] of entries) if (!touched.has(uid)) table.set(uid, version);
              yield { items: entries.map(([uid, version]) => observe(uid, version)), unreadable: 0 };
              for (const uid of await tell(one.deltas[page] ?? [])) touched.add(uid);
            }
          };
          const complete = await sink.full(scope, pages()).then(() => true, () => false);
          if (complete) table = new Map(world);
        }
        const { rows } = await pool.query('SELECT n.uid, n.kubelet_version FROM nodes n JOIN clusters c ON c.id = n.cluster_id WHERE c.uid = $1 ORDER BY 1', [cluster.uid]);
        expect(rows.map((row) => [row.uid, row.kubelet_version])).toEqual([...table].toSorted());
        const rollup = await pool.query('SELECT r.nodes_total FROM cluster_rollups r JOIN clusters c ON c.id = r.cluster_id WHERE c.uid = $1', [cluster.uid]);
        expect(rollup.rows).toEqual([{ nodes_total: table.size }]);
      }
      await sink.full(scope, onePage([...world].map(([uid, version]) => observe(uid, version))));
      const { rows } = await pool.query('SELECT count(*)::int AS n FROM nodes n JOIN clusters c ON c.id = n.cluster_id WHERE c.uid = $1', [cluster.uid]);
      expect(rows).toEqual([{ n: world.size }]);
    }),
    { numRuns: 60 },
  );
});

const openSink = async (): Promise<SourceSink> => {
  const { pool } = database.db;
  const sink = new SourceSink({ pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 60_000, signal: new AbortController().signal });
  await sink.load();
  return sink;
};
const blocked = async (): Promise<number[]> =>
  (await database.db.pool.query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rows.map(({ pid }) => pid);

test('a change that a watch told while its connection to the database broke is stored all the same', async () => {
  const { pool } = database.db;
  const sink = await openSink();
  await sink.full(clusterScope, onePage([testCluster({ name: 'kept' })]));
  const other = await pool.connect();
  try {
    await other.query('BEGIN; LOCK TABLE clusters');
    const storing = sink.delta(clusterScope, [testCluster({ name: 'kept', phase: 'Deleting' })], []);
    await expect.poll(blocked).toHaveLength(1);
    await other.query('SELECT pg_terminate_backend(pid, 5000) FROM unnest($1::int[]) AS pid', [await blocked()]);
    await other.query('ROLLBACK');
    await storing;
  } finally {
    other.release();
  }
  expect((await pool.query(`SELECT phase FROM clusters WHERE name = 'kept'`)).rows).toEqual([{ phase: 'Deleting' }]);
});

test('clusters are added up by one transaction after the other, so that none misses what another is about to commit', async () => {
  const { pool } = database.db;
  const sink = await openSink();
  await sink.delta(clusterScope, [testCluster({ name: 'sum' })], []);
  await sink.full(nodeScope('uid-sum'), onePage([testNode({ name: 'leaves' })]));
  const { rows: [scope] } = await pool.query<{ id: number }>(`SELECT id FROM source_scopes WHERE cluster_uid = 'uid-sum'`);
  const other = await pool.connect();
  try {
    await other.query('BEGIN');
    const touched = new TouchedClusters();
    await writerOf('node').deleteUids(other, { sourceId, scopeId: scope!.id, baseline: false }, ['uid-leaves'], touched);
    await touched.settle(other, sourceId);
    const storing = sink.delta(machineScope, [testMachine({ name: 'm', clusterName: 'sum' })], []);
    await expect.poll(blocked).toHaveLength(1);
    await other.query('COMMIT');
    await storing;
  } finally {
    other.release();
  }
  const { rows } = await pool.query(`SELECT nodes_total, machines_total FROM cluster_rollups r JOIN clusters c ON c.id = r.cluster_id WHERE c.name = 'sum'`);
  expect(rows).toEqual([{ nodes_total: 0, machines_total: 1 }]);
});
