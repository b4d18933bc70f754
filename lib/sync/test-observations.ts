import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';
import type { NodeObservation } from '#lib/inventory/nodes/model.ts';
import type { Scope } from '#lib/sources/contract.ts';

/** A whole observation of each noun for tests, with only what a test cares about to be said. */
export function testCluster(given: Partial<ClusterObservation> & { name: string }): ClusterObservation {
  const unassigned = { value: null, rule: 'no label or default matched' };
  return {
    uid: `uid-${given.name}`, namespace: 'fleet', managedBy: 'cluster-api', apiVersion: 'v1beta2', labels: {}, clusterClass: null,
    infrastructureKind: 'DevCluster', desiredVersion: 'v1.36.4', controlPlaneVersion: 'v1.36.4', phase: 'Provisioned', paused: false,
    deletingSince: null, createdAt: '2026-01-01T00:00:00Z', generation: 1, observedGeneration: 1, conditions: [],
    assignment: { environment: unassigned, region: unassigned, team: unassigned },
    ...given,
  };
}

/** A whole Node for tests. */
export function testNode(given: Partial<NodeObservation> & { name: string }): NodeObservation {
  return {
    uid: `uid-${given.name}`, roles: ['worker'], kubeletVersion: 'v1.36.4', osImage: 'Ubuntu 24.04', kernelVersion: '6.8.0', containerRuntime: 'containerd://2.1.4',
    architecture: 'amd64', providerId: null, unschedulable: false, ready: true, createdAt: '2026-11-01T00:00:00Z', deletingSince: null, conditions: [],
    ...given,
  };
}

/** A whole Machine for tests. */
export function testMachine(given: Partial<MachineObservation> & { name: string; clusterName: string }): MachineObservation {
  return {
    uid: `uid-${given.name}`, namespace: 'fleet', role: 'worker', ownerUid: null, ownerKind: 'MachineSet', groupName: null, version: 'v1.36.4',
    phase: 'Running', nodeName: given.name, providerId: null, createdAt: '2026-11-01T00:00:00Z', deletingSince: null, ready: true, available: true,
    upToDate: true, paused: false, certificatesExpireAt: null, deletion: null, deletionHooks: [], conditions: [], reason: null,
    ...given,
  };
}

/** One complete page. */
export async function* onePage<O>(items: readonly O[]): AsyncGenerator<{ items: readonly O[]; unreadable: number }> {
  yield { items, unreadable: 0 };
}

/** Scopes as sources name them. */
export const clusterScope: Scope<'cluster'> = { clusterUid: null, kind: 'Cluster', noun: 'cluster' };
/** The scope of Machines. */
export const machineScope: Scope<'machine'> = { clusterUid: null, kind: 'Machine', noun: 'machine' };
/** The scope of Nodes of one cluster. */
export function nodeScope(clusterUid: string): Scope<'node'> {
  return { clusterUid, kind: 'Node', noun: 'node' };
}
