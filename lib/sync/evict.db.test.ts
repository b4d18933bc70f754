import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { evictScopes, evictSources } from './evict.ts';
import { ScopeHealth } from './scope-health.ts';
import type { Fence } from './source-locks.ts';
import { SourceSink } from './source-sink.ts';
import { SyncError } from './sync-error.ts';
import { clusterScope, nodeScope, onePage, testCluster, testNode } from './test-observations.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const refusing: Fence = () => Promise.reject(new SyncError('stopped', 'This worker no longer holds the lock.'));
const names = async (): Promise<string[]> => (await database.db.pool.query('SELECT name FROM clusters ORDER BY 1')).rows.map(({ name }) => name);

/** A source that has listed one cluster of its own name, with a node. */
async function observed(name: string): Promise<{ sourceId: string; sink: SourceSink }> {
  const { pool } = database.db;
  const sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, $2, 'cluster-api', 'file', '1')`, [sourceId, name]);
  const sink = new SourceSink({ pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 60_000, signal: new AbortController().signal });
  await sink.load();
  await sink.full(clusterScope, onePage([testCluster({ name })]));
  await sink.full(nodeScope(`uid-${name}`), onePage([testNode({ name: `${name}-n` })]));
  return { sourceId, sink };
}

test('a source that is taken away takes its own rows and nobody else\'s, however long nothing was heard of those', async () => {
  const gone = await observed('gone');
  const silent = await observed('silent');
  for (const scope of [clusterScope, nodeScope('uid-silent')]) await silent.sink.status(scope, { state: 'failing', code: 'unreachable', message: 'no answer' });
  await database.db.pool.query(`UPDATE source_scopes SET observed_at = '2020-01-01' WHERE source_id = $1`, [silent.sourceId]);
  await evictSources(database.db.pool, [gone.sourceId]);
  expect(await names()).toEqual(['silent']);
  expect((await database.db.pool.query('SELECT name FROM nodes')).rows).toEqual([{ name: 'silent-n' }]);
  expect((await database.db.pool.query('SELECT nodes_total FROM cluster_rollups')).rows).toEqual([{ nodes_total: 1 }]);
});

test('nothing is deleted in the name of a claim that is no longer held', async () => {
  const { pool } = database.db;
  const { sourceId } = await observed('held');
  const { rows: scopes } = await pool.query('SELECT id, noun FROM source_scopes WHERE source_id = $1', [sourceId]);
  await expect(evictScopes(pool, sourceId, scopes, refusing)).rejects.toMatchObject({ code: 'stopped' });
  await expect(evictSources(pool, [sourceId], refusing)).rejects.toMatchObject({ code: 'stopped' });
  expect(await names()).toContain('held');
  expect((await pool.query('SELECT FROM source_scopes WHERE source_id = $1', [sourceId])).rowCount).toBe(scopes.length);
});
