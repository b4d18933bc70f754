import type { Condition, ClusterObservation } from '#lib/inventory/clusters/model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';

const environments = ['production', 'staging', 'development', 'edge'];

/** Clusters as a source would observe them, with as many conditions as Cluster API gives. */
export function makeClusters(count: number): ClusterObservation[] {
  return Array.from({ length: count }, (_, index) => ({
    uid: `cluster-${index}`, namespace: 'fleet', name: `cluster-${String(index).padStart(4, '0')}`, managedBy: 'cluster-api', apiVersion: 'v1beta2',
    labels: { environment: environments[index % 4]! }, clusterClass: 'standard', infrastructureKind: 'DevCluster', desiredVersion: 'v1.36.4',
    controlPlaneVersion: 'v1.36.4', phase: 'Provisioned', paused: false, deletingSince: null, createdAt: '2026-01-01T00:00:00Z', generation: 1,
    observedGeneration: 1, conditions: makeConditions(12), kubeSystemUid: null,
    assignment: {
      environment: { value: environments[index % 4]!, rule: 'label environment' }, region: { value: `region-${index % 3}`, rule: 'label region' },
      team: { value: `team-${index % 6}`, rule: 'label team' },
    },
  }));
}

/** `count` machines, spread over the clusters in their order. */
export function makeMachines(clusters: readonly ClusterObservation[], count: number): MachineObservation[] {
  return Array.from({ length: count }, (_, index) => {
    const cluster = clusters[Math.floor((index * clusters.length) / count)]!;
    const name = `${cluster.name}-md-0-${index}`;
    return {
      uid: `machine-${index}`, namespace: 'fleet', name, clusterName: cluster.name, role: 'worker', ownerUid: `set-${cluster.name}`, ownerKind: 'MachineSet',
      groupName: `${cluster.name}-md-0`, version: 'v1.36.4', phase: 'Running', nodeName: name, providerId: `dev:///${name}`, createdAt: '2026-11-01T00:00:00Z',
      deletingSince: null, ready: true, available: true, upToDate: true, paused: false, certificatesExpireAt: null, deletion: null, deletionHooks: [],
      conditions: makeConditions(14), reason: null,
    };
  });
}

function makeConditions(count: number): Condition[] {
  return Array.from({ length: count }, (_, index) => ({ type: `Condition${index}`, status: 'True', reason: 'AsWanted', message: 'everything is as it was asked for', lastTransitionAt: '2026-11-01T00:00:00Z' }));
}
