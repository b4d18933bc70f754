import { z } from 'zod';
import type { ApiVersion } from './api-version.ts';

/*
 * Where `rollout.after` stands, read from objects as they come, because a merge patch has to give a list back
 * whole, with the fields that we do not know.
 */

const topologyDeployment = z.looseObject({ name: z.string(), rollout: z.looseObject({ after: z.string().optional() }).optional() });

/** A Cluster as far as acting needs it; `machineDeployments` keeps every field. */
export const actedCluster = z.object({
  metadata: z.object({ resourceVersion: z.string(), deletionTimestamp: z.string().optional(), annotations: z.record(z.string(), z.string()).optional() }),
  spec: z.object({
    paused: z.boolean().optional(),
    topology: z.object({
      controlPlane: z.object({ rollout: z.object({ after: z.string().optional() }).optional() }).optional(),
      workers: z.object({ machineDeployments: z.array(topologyDeployment).optional() }).optional(),
    }).optional(),
  }).optional(),
});
export type ActedCluster = z.output<typeof actedCluster>;

/** A KubeadmControlPlane or MachineDeployment as far as acting needs it. */
export const actedGroup = z.object({
  metadata: z.object({
    resourceVersion: z.string(), deletionTimestamp: z.string().optional(),
    annotations: z.record(z.string(), z.string()).optional(), labels: z.record(z.string(), z.string()).optional(),
  }),
  spec: z.object({
    paused: z.boolean().optional(), clusterName: z.string().optional(), rolloutAfter: z.string().optional(),
    rollout: z.object({ after: z.string().optional() }).optional(),
  }).optional(),
});
export type ActedGroup = z.output<typeof actedGroup>;

/** One place for `rollout.after`: what stands there and the merge patch that changes it. Null when the place is not there. */
export type RolloutField = { current: string | null; patch(after: string): object };

/** On the group's own object: `spec.rollout.after`, in v1beta1 `spec.rolloutAfter`. */
export function fieldOfGroup(group: ActedGroup, apiVersion: ApiVersion): RolloutField {
  const v2 = apiVersion === 'v1beta2';
  return {
    current: (v2 ? group.spec?.rollout?.after : group.spec?.rolloutAfter) ?? null,
    patch: (after) => guarded(group, v2 ? { rollout: { after } } : { rolloutAfter: after }),
  };
}

/** `Cluster.spec.topology.controlPlane.rollout.after`, spelled alike in both versions. */
export function fieldOfTopologyControlPlane(cluster: ActedCluster): RolloutField {
  return {
    current: cluster.spec?.topology?.controlPlane?.rollout?.after ?? null,
    patch: (after) => guarded(cluster, { topology: { controlPlane: { rollout: { after } } } }),
  };
}

/** `Cluster.spec.topology.workers.machineDeployments[name].rollout.after`; the patch carries the whole list. */
export function fieldOfTopologyDeployment(cluster: ActedCluster, name: string): RolloutField | null {
  const deployments = cluster.spec?.topology?.workers?.machineDeployments ?? [];
  const entry = deployments.find((deployment) => deployment.name === name);
  if (!entry) return null;
  return {
    current: entry.rollout?.after ?? null,
    patch: (after) => guarded(cluster, {
      topology: {
        workers: {
          machineDeployments: deployments.map((deployment) =>
            deployment === entry ? { ...deployment, rollout: { ...deployment.rollout, after } } : deployment),
        },
      },
    }),
  };
}

/** With the version that was read, the server refuses (409) when the object changed in between. */
function guarded({ metadata }: { metadata: { resourceVersion: string } }, spec: object): object {
  return { metadata: { resourceVersion: metadata.resourceVersion }, spec };
}
