import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observedId } from '#lib/kernel/observed-id.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { TableWriter } from '#lib/sync/apply.ts';
import { encodeRow } from '#lib/sync/encode-row.ts';
import { testCluster } from '#lib/sync/test-observations.ts';
import { TouchedClusters } from '#lib/sync/touched-clusters.ts';
import { namespaceTable } from '../workloads/observe.ts';
import { defaultFleetSettings } from './fleet-settings.ts';
import type { ClusterManager } from './model.ts';
import { clusterTable } from './observe.ts';
import { readFleetOverview } from './overview-queries.ts';
import { clusterFacets, getCluster, listClusters } from './queries.ts';

const asOf = { now: new Date('2026-11-23T12:00:00Z'), settings: defaultFleetSettings };
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
});
afterAll(() => database.drop());

/** A cluster as one source sees it, with its namespaces by name and uid; gives the ids of the source and of the cluster. */
async function addSighting(name: string, managedBy: ClusterManager, namespaces: Record<string, string>): Promise<{ sourceId: string; id: string }> {
  const sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, $2, 'kubernetes', 'settings', '1')`, [sourceId, `of-${name}`]);
  const { rows: [scope] } = await pool.query<{ id: number }>(`INSERT INTO source_scopes (source_id, kind, noun, state, stale_after_ms) VALUES ($1, 'Cluster', 'cluster', 'current', 60000) RETURNING id`, [sourceId]);
  const touched = new TouchedClusters();
  const target = { sourceId, scopeId: scope!.id, baseline: true };
  const cluster = encodeRow(clusterTable, testCluster({ name, managedBy }), { sourceId, clusterUid: null, clusterId: null });
  const observedIn = { sourceId, clusterUid: `uid-${name}`, clusterId: observedId(sourceId, `fleet/${name}`) };
  const rows = Object.entries(namespaces).map(([namespace, uid]) => encodeRow(namespaceTable, { uid, name: namespace, labels: {}, createdAt: null, deletingSince: null }, observedIn));
  await new TableWriter(clusterTable).upsert(pool, [{ target, rows: [cluster] }], touched);
  await new TableWriter(namespaceTable).upsert(pool, [{ target, rows }], touched);
  await touched.settle(pool, sourceId);
  return { sourceId, id: cluster.id };
}

test('a cluster that several sources see names its other rows, those that can be acted on first, as long as they are there', async () => {
  const plain = await addSighting('plain', 'none', { 'kube-system': 'uid-1', default: 'uid-d1' });
  const also = await addSighting('also', 'none', { 'kube-system': 'uid-1' });
  const made = await addSighting('made', 'cluster-api', { 'kube-system': 'uid-1', default: 'uid-d2' });
  await addSighting('other', 'cluster-api', { 'kube-system': 'uid-2', default: 'uid-1' });
  await addSighting('unlisted', 'cluster-api', {});

  const sightings = async () => {
    const { items } = await listClusters(pool, { ...asOf, filters: {}, sort: 'name', limit: 10 });
    for (const { id, alsoSeenAs } of items) expect((await getCluster(pool, id, asOf))?.alsoSeenAs).toEqual(alsoSeenAs);
    const several = await listClusters(pool, { ...asOf, filters: { sightings: ['several'] }, sort: 'name', limit: 10 });
    expect(several.items.map(({ id }) => id)).toEqual(items.flatMap(({ id, alsoSeenAs }) => (alsoSeenAs.length > 0 ? [id] : [])));
    expect((await clusterFacets(pool, { ...asOf, filters: {} })).facets.sightings.find(({ value }) => value === 'several')?.count).toBe(several.total);
    expect((await readFleetOverview(pool, asOf)).seenBySeveral).toBe(several.total);
    return Object.fromEntries(items.map(({ name, alsoSeenAs }) => [name, alsoSeenAs.map((other) => other.name)]));
  };
  expect(await sightings()).toEqual({ also: ['made', 'plain'], made: ['also', 'plain'], other: [], plain: ['made', 'also'], unlisted: [] });
  expect((await getCluster(pool, plain.id, asOf))?.alsoSeenAs[0]).toEqual({ id: made.id, name: 'made', source: 'of-made', managedBy: 'cluster-api' });

  await pool.query('DELETE FROM sources WHERE id = $1', [also.sourceId]);
  expect(await sightings()).toEqual({ made: ['plain'], other: [], plain: ['made'], unlisted: [] });
});
