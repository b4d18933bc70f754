import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { listDecisions } from './decision-queries.ts';
import { defaultFleetSettings } from './fleet-settings.ts';
import { clusterExists, clusterFacets, getCluster, listClusters, searchClusterNames } from './queries.ts';
import { readClusterSnapshots } from './snapshot.ts';

const now = new Date('2026-11-23T12:00:00Z');
const asOf = { now, settings: defaultFleetSettings };
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const nounOf = { Cluster: 'cluster', KubeadmControlPlane: 'machineGroup', MachineDeployment: 'machineGroup', Machine: 'machine' } as const;
type Kind = keyof typeof nounOf;
/** How a kind of the management cluster was last listed; `seen` in seconds ago, null for never. */
type Listed = { state: 'current' | 'failing' | 'not-served'; seen: number | null };
const seen: Listed = { state: 'current', seen: 5 };

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
});
afterAll(() => database.drop());
beforeEach(() => pool.query('DELETE FROM sources; DELETE FROM clusters; DELETE FROM cluster_rollups'));

/** A source with clusters of these names whose own nodes are seen and whose rollouts were last steady; gives the source's id and theirs. */
async function addSource(names: readonly string[], listed: Partial<Record<Kind, Listed>> = {}): Promise<{ sourceId: string; clusterIds: string[] }> {
  const sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1::uuid, $1::text, 'cluster-api', 'settings', '1')`, [sourceId]);
  const kinds = { Cluster: seen, KubeadmControlPlane: seen, MachineDeployment: seen, Machine: seen, ...listed };
  for (const [kind, { state, seen: seconds }] of Object.entries(kinds)) {
    await pool.query(
      `INSERT INTO source_scopes (source_id, kind, noun, state, observed_at, error, stale_after_ms) VALUES ($1, $2, $3, $4, $5, $6, 60000)`,
      [sourceId, kind, nounOf[kind as Kind], state, seconds === null ? null : ago(seconds), state === 'failing' ? `${kind} may not be listed.` : null],
    );
  }
  const clusterIds = names.map(() => randomUUID());
  for (const [index, id] of clusterIds.entries()) {
    await pool.query(
      `INSERT INTO clusters (id, scope_id, source_id, uid, hash, namespace, name, managed_by, labels, control_plane_version, minor, version_order, paused, conditions, environment_rule, region_rule, team_rule)
       VALUES ($1::uuid, (SELECT id FROM source_scopes WHERE source_id = $2 AND kind = 'Cluster'), $2, $1::text, '', 'fleet', $3, 'cluster-api', '{}', 'v1.36.4', '1.36', 1, false, '[]', '', '', '')`,
      [id, sourceId, names[index]],
    );
    await pool.query(`INSERT INTO source_scopes (source_id, cluster_uid, cluster_id, kind, noun, state, observed_at, stale_after_ms) VALUES ($1, $2::text, $2::uuid, 'Node', 'node', 'current', $3, 60000)`, [sourceId, id, ago(1)]);
    await pool.query(`INSERT INTO cluster_rollups (cluster_id, rollout_state, oldest_node_created_at) VALUES ($1, 'steady', $2)`, [id, ago(86_400)]);
  }
  return { sourceId, clusterIds };
}

test('a cluster whose machines are no longer seen is not fresh, steady, young or supported, though the Cluster and its nodes are', async () => {
  const { clusterIds } = await addSource(['a'], { MachineDeployment: { state: 'failing', seen: 600 } });
  expect(await getCluster(pool, clusterIds[0]!, asOf)).toMatchObject({
    freshness: { state: 'stale', observedAt: ago(600).toISOString() }, nodeAge: 'unknown',
    rollout: { state: 'unknown', reason: 'Its management cluster has not been seen lately (MachineDeployment); the rollout was last known as steady.' },
  });
  expect((await clusterFacets(pool, { ...asOf, filters: {} })).facets).toMatchObject({ support: [{ value: 'unknown', count: 1 }], rollout: [{ value: 'unknown', count: 1 }] });
  expect((await listDecisions(pool, asOf)).items.find(({ id }) => id === `unseen-${clusterIds[0]}`)).toMatchObject({ detail: 'MachineDeployment may not be listed.', since: ago(600).toISOString() });
});

test('a kind that the management cluster does not serve takes nothing from its clusters', async () => {
  const { clusterIds } = await addSource(['a'], { MachineDeployment: { state: 'not-served', seen: null } });
  expect(await getCluster(pool, clusterIds[0]!, asOf)).toMatchObject({ freshness: { state: 'fresh' }, rollout: { state: 'steady' } });
});

test('lists judge a management cluster as campaigns do, however its kinds were listed', async () => {
  const listed: fc.Arbitrary<Listed> = fc.record({
    state: fc.constantFrom('current', 'current', 'current', 'failing', 'not-served'), seen: fc.constantFrom(5, 5, 5, 60, 61, 600, null),
  });
  await fc.assert(
    fc.asyncProperty(fc.record({ Cluster: listed, KubeadmControlPlane: listed, MachineDeployment: listed, Machine: listed }), async (kinds) => {
      const { clusterIds: [id] } = await addSource(['a'], kinds);
      const { management } = (await readClusterSnapshots(pool, [id!], now)).get(id!)!;
      expect((await getCluster(pool, id!, asOf))!.freshness).toEqual({ state: management.state, observedAt: management.observedAt });
    }),
    { numRuns: 100 },
  );
});

test('what is stored of a source that was just removed is in no list, and hides nothing of the others', async () => {
  const removed = await addSource(['a-1', 'a-2', 'a-3']);
  await addSource(['b-1', 'b-2', 'b-3']);
  await pool.query('DELETE FROM sources WHERE id = $1', [removed.sourceId]);
  const page = await listClusters(pool, { ...asOf, filters: {}, sort: 'name', limit: 2 });
  expect([page.total, page.items.map(({ name }) => name)]).toEqual([3, ['b-1', 'b-2']]);
  const next = await listClusters(pool, { ...asOf, filters: {}, sort: 'name', limit: 2, cursor: page.nextCursor! });
  expect([next.items.map(({ name }) => name), next.nextCursor]).toEqual([['b-3'], null]);
  expect((await clusterFacets(pool, { ...asOf, filters: {} })).total).toBe(3);
  expect(await searchClusterNames(pool, 'a-', 10)).toEqual([]);
  expect(await clusterExists(pool, removed.clusterIds[0]!)).toBe(false);
});
