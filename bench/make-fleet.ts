import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Condition, ClusterObservation } from '#lib/inventory/clusters/model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';

// Objects as a real Cluster API wrote them; the real lane keeps them.
const samples = path.join(import.meta.dirname, '../e2e/real/samples/v1beta2');
const sampleSchema = z.object({ status: z.object({ conditions: z.array(z.object({
  type: z.string(), status: z.enum(['True', 'False', 'Unknown']), reason: z.string(), message: z.string().default(''), lastTransitionTime: z.string(),
})) }) });

const environments = ['production', 'staging', 'development', 'edge'];

/** Clusters as a source would observe them, with the conditions that Cluster API gives. */
export function makeClusters(count: number): ClusterObservation[] {
  const conditions = readConditions('cluster');
  return Array.from({ length: count }, (_, index) => ({
    uid: `cluster-${index}`, namespace: 'fleet', name: `cluster-${String(index).padStart(4, '0')}`, managedBy: 'cluster-api', apiVersion: 'v1beta2',
    labels: { environment: environments[index % 4]! }, clusterClass: 'standard', infrastructureKind: 'DevCluster', desiredVersion: 'v1.36.4',
    controlPlaneVersion: 'v1.36.4', phase: 'Provisioned', paused: false, deletingSince: null, createdAt: '2026-01-01T00:00:00Z', generation: 1,
    observedGeneration: 1, conditions,
    assignment: {
      environment: { value: environments[index % 4]!, rule: 'label environment' }, region: { value: `region-${index % 3}`, rule: 'label region' },
      team: { value: `team-${index % 6}`, rule: 'label team' },
    },
  }));
}

/** `count` machines with the conditions of a real worker's, spread over the clusters in their order. */
export function makeMachines(clusters: readonly ClusterObservation[], count: number): MachineObservation[] {
  const conditions = readConditions('machine');
  return Array.from({ length: count }, (_, index) => {
    const cluster = clusters[Math.floor((index * clusters.length) / count)]!;
    const name = `${cluster.name}-md-0-${index}`;
    return {
      uid: `5f0c8a52-3b1e-4a77-9c1d-${String(index).padStart(12, '0')}`, namespace: 'fleet', name, clusterName: cluster.name, role: 'worker', ownerUid: `set-${cluster.name}`, ownerKind: 'MachineSet',
      groupName: `${cluster.name}-md-0`, version: 'v1.36.4', phase: 'Running', nodeName: name, providerId: `dev:///${name}`, createdAt: '2026-11-01T00:00:00Z',
      deletingSince: null, ready: true, available: true, upToDate: true, paused: false, certificatesExpireAt: null, deletion: null, deletionHooks: [],
      conditions, reason: null,
    };
  });
}

function readConditions(kind: string): Condition[] {
  const { status } = sampleSchema.parse(JSON.parse(readFileSync(path.join(samples, `${kind}.json`), 'utf8')));
  return status.conditions.map(({ lastTransitionTime, ...condition }) => ({ ...condition, lastTransitionAt: lastTransitionTime }));
}
