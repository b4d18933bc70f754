import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CampaignDetail } from '#lib/api/contract/campaigns.ts';
import type { ClusterDetail, ClusterSummary } from '#lib/api/contract/clusters.ts';
import type { Overview } from '#lib/api/contract/fleet.ts';
import type { Source } from '#lib/api/contract/sources.ts';
import type { FleetCluster, FleetClusterSpec } from './harness/fleet-cluster.ts';
import { type ManagementCluster, startManagementCluster } from './harness/management-cluster.ts';
import { waitFor as poll } from './harness/wait-for.ts';
import { previewRepave, startRepave, waitForCampaign, waitForSuccess } from './product/campaign.ts';
import { type OlderApi, startOlderApi } from './harness/older-api.ts';
import { type Product, startProduct } from './product/product.ts';
import { type Before, expectRepavedOnce, lookAt, machineUids, shownClusters, shownMachines, uidOf } from './product/repave-proof.ts';

const specs = {
  alpha: { name: 'alpha', namespace: 'newer', version: 'v1.35.9', workerReplicas: 2, labels: { team: 'payments' } },
  bravo: { name: 'bravo', namespace: 'newer', version: 'v1.36.4', workerReplicas: 2 },
  charlie: { name: 'charlie', namespace: 'newer', version: 'v1.34.8', workerReplicas: 1 },
  delta: { name: 'delta', namespace: 'older', version: 'v1.35.9', workerReplicas: 1 },
} as const satisfies Record<string, FleetClusterSpec>;
type Name = keyof typeof specs;
const names = Object.keys(specs) as Name[];
/** The management cluster itself, observed as any cluster is that Cluster API did not make. */
const hub = 'hub';
const everybody = [...names, hub];

// The systems under test share their cores with whoever asks.
const waitFor = <T>(what: string, check: () => Promise<T | null | false>): Promise<T> => poll(what, check, { intervalMs: 500 });

let management: ManagementCluster;
let older: OlderApi;
let product: Product;
let clusters: Record<Name, FleetCluster>;

beforeAll(async () => {
  management = await startManagementCluster();
  older = await startOlderApi(management);
  const kubeconfig = readFileSync(management.kubeconfigPath, 'utf8');
  product = await startProduct(management.workspace, {
    sources: [
      { name: 'newer', kind: 'cluster-api', namespaces: ['newer'], environment: 'production', kubeconfig },
      { name: 'older', kind: 'cluster-api', namespaces: ['older'], environment: 'staging', kubeconfig: older.kubeconfig },
      { name: hub, kind: 'kubernetes', kubeconfig },
    ],
    staleAfterSeconds: 40,
  });
  const made = await Promise.all(names.map(async (name) => [name, await management.createCluster(specs[name])] as const));
  clusters = Object.fromEntries(made) as Record<Name, FleetCluster>;
  await Promise.all(names.map((name) => clusters[name].waitForAvailable({ timeoutMs: 240_000 })));
});
afterAll(async () => {
  await older?.close();
  await product?.stop();
  await management?.stop();
});

const freshness = async (): Promise<Record<string, number>> => {
  const { facets } = await product.get<{ facets: { freshness: { value: string; count: number }[] } }>('/clusters/facets');
  return Object.fromEntries(facets.freshness.filter((facet) => facet.count > 0).map((facet) => [facet.value, facet.count]));
};
const allFresh = (): Promise<boolean> => waitFor('all clusters to be fresh', async () => (await freshness())['fresh'] === everybody.length);
const detailOf = async (name: string): Promise<ClusterDetail> => {
  const { id } = (await shownClusters(product)).find((cluster) => cluster.name === name)!;
  return product.get<ClusterDetail>(`/clusters/${id}`);
};
const firstNewMachine = (name: Name, before: Before): Promise<boolean> =>
  waitFor(`a first new machine of ${name}`, async () => (await machineUids(clusters[name])).some((uid) => !before.uids.includes(uid)));
const halted = (id: string): Promise<CampaignDetail> => waitForCampaign(product, id, 'halted', ({ state }) => state === 'halted');

describe('clusters appear', () => {
  test('with their versions, machines and nodes, each read in the newest version that is served', async () => {
    await allFresh();
    // The last condition of a machine may reach Tarmac a moment after whoever waits for it in the management cluster.
    await vi.waitFor(async () => {
      const seen = (await shownClusters(product)).filter(({ managedBy }) => managedBy === 'cluster-api');
      expect(seen.map(({ name }) => name)).toEqual(names);
      for (const cluster of seen) await expectShown(cluster, specs[cluster.name as Name]);
    }, { timeout: 60_000, interval: 500 });
  });

  test('also when Cluster API did not make them, and then cannot be repaved', async () => {
    const cluster = await detailOf(hub);
    expect(cluster).toMatchObject({ managedBy: 'none', controlPlaneVersion: 'v1.36.4', nodes: { total: 0, ready: 0 } });
    const { id, plan } = await previewRepave(product, [cluster.id]);
    expect(plan.targets).toMatchObject([{ steps: [], blockers: [{ code: 'not-managed', severity: 'blocking' }] }]);
    await expect(product.post(`/campaigns/${id}/start`, { planHash: plan.hash })).rejects.toThrow(/answered 4\d\d.*was not made by Cluster API/);
  });
});

describe.concurrent('a repave', () => {
  test.each([['v1beta2', 'alpha'], ['v1beta1', 'delta']] as const)('through %s replaces every machine once', async (_version, name) => {
    const before = await lookAt(product, clusters[name]);
    const { id, plan } = await startRepave(product, [before.id]);
    expect(plan.targets[0]!.steps.map(({ group, machines }) => [group.kind, machines.length])).toEqual([['KubeadmControlPlane', 1], ['MachineDeployment', specs[name].workerReplicas]]);
    expect(plan.targets[0]!.steps.flatMap(({ machines }) => machines.map(({ uid }) => uid)).toSorted()).toEqual(before.uids);
    await waitForSuccess(product, id);
    await expectRepavedOnce(product, clusters[name], before, id);
  });

  test('halts with the reason when its cluster is paused, and goes on once it is resumed', async () => {
    const before = await lookAt(product, clusters.charlie);
    const { id } = await startRepave(product, [before.id]);
    await firstNewMachine('charlie', before);
    await clusters.charlie.setPaused(true);
    const { stateReason, targets } = await halted(id);
    expect(stateReason).toMatch(/^Cluster charlie is paused, so Cluster API would replace nothing\./);
    expect(targets).toMatchObject([{ state: 'blocked', reason: expect.stringMatching(/Cluster charlie is paused/) }]);
    expect((await previewRepave(product, [before.id])).plan.targets[0]!.blockers.map(({ code }) => code)).toContain('cluster-paused');
    await clusters.charlie.setPaused(false);
    await waitFor('charlie to be shown unpaused', async () => !(await detailOf('charlie')).paused);
    await product.post(`/campaigns/${id}/resume`, {});
    await waitForSuccess(product, id);
    // Pausing and unpausing are two changes of the Cluster that are not ours.
    await expectRepavedOnce(product, clusters.charlie, { ...before, generation: before.generation + 2 }, id);
  });
});

test('a worker that is killed with -9 in the middle of a repave repeats nothing and its successor ends it', async () => {
  const before = await lookAt(product, clusters.bravo);
  const { id } = await startRepave(product, [before.id], 2);
  const killAndStart = async (): Promise<void> => {
    const { pid } = product.worker();
    await product.worker().kill();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(await product.get<CampaignDetail>(`/campaigns/${id}`)).toMatchObject({ state: 'running' });
    await product.startWorker();
  };
  await waitForCampaign(product, id, 'asking for its first step', ({ targets }) => targets[0]!.state === 'acting' || targets[0]!.state === 'converging');
  await killAndStart();
  await firstNewMachine('bravo', before);
  await killAndStart();
  await waitForCampaign(product, id, 'at its second step', ({ targets }) => targets[0]!.step === 1 && targets[0]!.state !== 'preflight');
  await killAndStart();
  await waitForSuccess(product, id);
  await expectRepavedOnce(product, clusters.bravo, before, id);
});

test('while the API server is gone rows go stale, nothing is deleted and a repave halts; once it is back all goes on', async () => {
  await allFresh();
  const before = await lookAt(product, clusters.charlie);
  const quiet = names.filter((name) => name !== 'charlie');
  const uids = await Promise.all(quiet.map((name) => machineUids(clusters[name])));
  // The cluster that is being repaved changes for reasons of its own.
  const stored = async (): Promise<object> => (await product.query(
    `SELECT (SELECT count(*)::int FROM clusters) AS clusters, (SELECT count(*)::int FROM machines WHERE cluster_id <> $1) AS machines,
       (SELECT count(*)::int FROM machine_groups WHERE cluster_id <> $1) AS groups, (SELECT count(*)::int FROM nodes WHERE cluster_id <> $1) AS nodes,
       (SELECT count(*)::int FROM transitions WHERE change = 'gone' AND cluster_id <> $1) AS gone`, [before.id]))[0]!;
  const known = await stored();
  const { id } = await startRepave(product, [before.id]);
  await firstNewMachine('charlie', before);

  await management.stopApiServer();
  await waitFor('all clusters to be stale', async () => (await shownClusters(product)).every((cluster) => cluster.freshness.state === 'stale' && cluster.rollout.state === 'unknown'));
  const sources = await waitFor('all sources to fail', async () => {
    const { items } = await product.get<{ items: Source[] }>('/sources');
    return items.every(({ state, scopes }) => state === 'failing' && scopes.stale > 0) ? items : null;
  });
  expect(sources).toHaveLength(3);
  expect((await detailOf('alpha')).scopes).toEqual(expect.arrayContaining([expect.objectContaining({ kind: 'Cluster', state: 'failing', error: expect.stringMatching(/127\.0\.0\.1/) })]));
  expect(await shownClusters(product)).toEqual(everybody.map((name) => expect.objectContaining({ name, freshness: { state: 'stale', observedAt: expect.any(String) }, rollout: { state: 'unknown', reason: expect.any(String) } })));
  expect((await product.get<Overview>('/overview')).repave).toMatchObject({ ok: 0, notOk: 0, unknown: everybody.length });
  expect((await halted(id)).stateReason).toMatch(/^(The management cluster of charlie|Cluster charlie) has not been seen since /);
  const preview = await previewRepave(product, [(await detailOf('alpha')).id]);
  expect(preview.plan.targets[0]!.blockers.map(({ code }) => code)).toContain('not-fresh');
  expect(await freshness()).toEqual({ stale: everybody.length });
  expect(await stored()).toEqual(known);

  await management.startApiServer();
  await waitFor('charlie to be shown fresh', async () => (await detailOf('charlie')).freshness.state === 'fresh');
  // A repave needs listings that a cluster's freshness is not told by: it waits for them, and halts no more.
  await product.post(`/campaigns/${id}/resume`, {});
  await allFresh();
  expect(await stored()).toEqual(known);
  expect(await Promise.all(quiet.map((name) => machineUids(clusters[name])))).toEqual(uids);
  await waitForSuccess(product, id);
  await expectRepavedOnce(product, clusters.charlie, before, id);
});

test('a cluster that is deleted disappears with all that was in it, and no other does', async () => {
  const { id } = await detailOf('delta');
  await clusters.delta.delete();
  const rest = everybody.filter((name) => name !== 'delta');
  await waitFor('delta to be gone', async () => (await shownClusters(product)).every(({ name }) => name !== 'delta'));
  expect((await shownClusters(product)).map(({ name }) => name)).toEqual(rest);
  await waitFor('nothing of delta to be left', async () => {
    const [left] = await product.query<{ rows: number }>(
      `SELECT ((SELECT count(*) FROM machines WHERE cluster_id = $1) + (SELECT count(*) FROM machine_groups WHERE cluster_id = $1) + (SELECT count(*) FROM nodes WHERE cluster_id = $1)
         + (SELECT count(*) FROM namespaces WHERE cluster_id = $1) + (SELECT count(*) FROM source_scopes WHERE cluster_id = $1))::int AS rows`, [id]);
    return left!.rows === 0;
  });
});

test('a worker ends cleanly on SIGTERM', async () => {
  expect(await product.worker().stop()).toBe(0);
});

/** A cluster as Tarmac shows it is the cluster that was asked for, with the Machines of the management cluster. */
async function expectShown(cluster: ClusterSummary, spec: FleetClusterSpec): Promise<void> {
  const nodes = 1 + spec.workerReplicas!;
  expect(cluster).toMatchObject({
    namespace: spec.namespace, source: spec.namespace, environment: spec.namespace === 'newer' ? 'production' : 'staging', team: spec.labels?.['team'] ?? 'unassigned',
    controlPlaneVersion: spec.version, nodeVersions: [{ version: spec.version, count: nodes }], nodes: { total: nodes, ready: nodes }, rollout: { state: 'steady' },
  });
  const machines = (await clusters[spec.name as Name].list('Machine')).map((machine) => ({ uid: uidOf(machine), name: machine.metadata.name, version: spec.version, phase: 'Running', ready: true }));
  const byUid = (a: { uid: string }, b: { uid: string }): number => a.uid.localeCompare(b.uid);
  const shown = await shownMachines(product, cluster.id);
  expect(shown.map(({ uid, name, version, phase, ready }) => ({ uid, name, version, phase, ready })).toSorted(byUid)).toEqual(machines.toSorted(byUid));
  expect(await detailOf(cluster.name)).toMatchObject({ apiVersion: spec.namespace === 'newer' ? 'v1beta2' : 'v1beta1', phase: 'Provisioned', paused: false });
}
