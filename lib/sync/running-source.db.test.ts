import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import type { SourceContext } from '#lib/sources/contract.ts';
import { RunningSource } from './running-source.ts';
import { ScopeHealth } from './scope-health.ts';
import type { Fence } from './source-locks.ts';
import { SyncError } from './sync-error.ts';
import { clusterScope, nodeScope, onePage, testCluster } from './test-observations.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A source that has listed one cluster, waits to be stopped, and is still spoken for afterwards. */
async function running(fence: Fence, onEnd: (thrown: unknown) => void = () => undefined) {
  const { pool } = database.db;
  const id = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1::uuid, $1::text, 'cluster-api', 'file', '1')`, [id]);
  const begun = Promise.withResolvers<SourceContext>();
  const source = new RunningSource({
    pool, fence, onEnd,
    health: new ScopeHealth(pool, () => undefined),
    kind: {
      kind: 'cluster-api', check: async () => ({ version: null, clusters: null }),
      run: async (context) => {
        await context.sink.full(clusterScope, onePage([testCluster({ name: id })])).finally(() => begun.resolve(context));
        if (!context.signal.aborted) await new Promise((resolve) => context.signal.addEventListener('abort', resolve, { once: true }));
      },
    },
    settings: { id, name: id, kind: 'cluster-api', kubeconfig: '', context: null, trusted: false, baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] } },
    limits: { maxWorkloadWatches: 1, pollMs: 1_000, resyncMs: 1_000, maxConcurrentListings: 1 },
    staleAfterMs: () => 60_000,
    log: { info: () => undefined, warn: () => undefined },
  });
  const stored = async () => (await pool.query<{ name: string }>('SELECT name FROM clusters WHERE source_id = $1', [id])).rows.length;
  const states = async () => (await pool.query<{ state: string }>('SELECT state FROM source_scopes WHERE source_id = $1', [id])).rows.map(({ state }) => state);
  return { id, source, context: await begun.promise, stored, states };
}

test('one that was stopped stores, says and evicts nothing more, though its claim is still held, as after a change of its settings', async () => {
  const { id, source, context, stored, states } = await running(async () => undefined);
  await context.sink.full(nodeScope(`uid-${id}`), onePage([]));
  await source.stop();
  await expect(context.sink.delta(clusterScope, [testCluster({ name: 'late' })], [])).rejects.toMatchObject({ code: 'stopped' });
  await context.sink.status(clusterScope, { state: 'failing', code: 'unreachable', message: 'The connection was refused.' });
  await context.sink.forget(`uid-${id}`);
  expect([await stored(), await states()]).toEqual([1, ['current', 'current']]);
});

test('one whose claim is gone is stopped by its first write, says nothing of its scopes and is no failure of the source', async () => {
  const ends: unknown[] = [];
  const { source, context, stored, states } = await running(() => Promise.reject(new SyncError('stopped', 'The claim is gone.')), (thrown) => ends.push(thrown));
  expect(context.signal.aborted).toBe(true);
  await source.stop();
  expect([await stored(), await states(), ends]).toEqual([0, ['starting'], []]);
});
