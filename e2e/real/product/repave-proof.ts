import { expect } from 'vitest';
import type { ClusterSummary, Machine } from '#lib/api/contract/clusters.ts';
import type { FleetCluster } from '../harness/fleet-cluster.ts';
import type { KubeObject } from '../harness/kube-object.ts';
import type { Product } from './product.ts';

/** A cluster before it is repaved: its id in Tarmac, and its Machines' uids and the Cluster's generation in the management cluster. */
export interface Before {
  readonly id: string;
  readonly uids: readonly string[];
  readonly generation: number;
}

type Rollout = { rollout?: { after: string } };
type Topology = { controlPlane: Rollout; workers: { machineDeployments: Rollout[] } };

/** All clusters as `GET /clusters` shows them. */
export async function shownClusters(product: Product): Promise<ClusterSummary[]> {
  return (await product.get<{ items: ClusterSummary[] }>('/clusters')).items;
}

/** A cluster's machines as the API shows them. */
export async function shownMachines(product: Product, id: string): Promise<Machine[]> {
  return (await product.get<{ items: Machine[] }>(`/clusters/${id}/machines`)).items;
}

/** Uids of a cluster's Machines in the management cluster, sorted. */
export async function machineUids(cluster: FleetCluster): Promise<string[]> {
  return (await cluster.list('Machine')).map(uidOf).toSorted();
}

/** The uid that the API server gave an object. */
export function uidOf({ metadata }: KubeObject): string {
  return (metadata as { uid?: string }).uid ?? '';
}

/** What `expectRepavedOnce` compares with. */
export async function lookAt(product: Product, cluster: FleetCluster): Promise<Before> {
  const shown = (await shownClusters(product)).find(({ name }) => name === cluster.name);
  const { metadata } = await cluster.get();
  return { id: shown!.id, uids: await machineUids(cluster), generation: metadata.generation! };
}

/** All machines are new, Tarmac shows them so, and one value for each group was asked for: in the intents, the audit and the world. */
export async function expectRepavedOnce(product: Product, cluster: FleetCluster, before: Before, campaignId: string): Promise<void> {
  const after = await machineUids(cluster);
  expect(after).toHaveLength(before.uids.length);
  expect(after.filter((uid) => before.uids.includes(uid))).toEqual([]);
  expect((await shownMachines(product, before.id)).map(({ uid }) => uid).toSorted()).toEqual(after);

  const [target] = await product.query<{ intents: { step: number; after: string }[] }>('SELECT intents FROM campaign_targets WHERE campaign_id = $1', [campaignId]);
  expect(target!.intents.map(({ step }) => step)).toEqual([0, 1]);
  const asked = target!.intents.map((intent) => intent.after);
  const acts = await product.query<{ data: Record<string, unknown> }>("SELECT data FROM audit_records WHERE object_id = $1 AND action = 'campaign.target.act' ORDER BY id", [campaignId]);
  expect(acts.map(({ data }) => data['rolloutAfter'])).toEqual(asked);
  const [appeared] = await product.query<{ machines: number }>(
    `SELECT count(DISTINCT object_id)::int AS machines FROM transitions WHERE cluster_id = $1 AND noun = 'machine' AND change = 'appeared' AND at >= $2`,
    [before.id, new Date(Date.parse(asked[0]!) - 1000)]);
  expect(appeared).toEqual({ machines: before.uids.length });

  const object = await cluster.get();
  const topology = object.spec!['topology'] as Topology;
  expect([topology.controlPlane.rollout?.after, ...topology.workers.machineDeployments.map(({ rollout }) => rollout?.after)]).toEqual(asked);
  // The Cluster was written once for each group and not once more.
  expect(object.metadata.generation).toBe(before.generation + asked.length);
  const groups = [...await cluster.list('KubeadmControlPlane'), ...await cluster.list('MachineDeployment')];
  expect(groups.map(({ spec }) => (spec as Rollout).rollout?.after)).toEqual(asked);
  const inOlderVersion = [...await cluster.list('KubeadmControlPlane', 'v1beta1'), ...await cluster.list('MachineDeployment', 'v1beta1')];
  expect(inOlderVersion.map(({ spec }) => spec?.['rolloutAfter'])).toEqual(asked);
}
