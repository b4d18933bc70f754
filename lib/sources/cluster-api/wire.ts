import { z } from 'zod';
import { conditions, count, flag, intOrText, labelSelector, lenient, list, metadata, part, text, time } from '../workload/wire-fields.ts';

/*
 * The fields used of Cluster API's kinds, in both spellings: v1beta2 (`api/core/v1beta2/*_types.go`,
 * `api/controlplane/kubeadm/v1beta2`) and v1beta1, of which an object has one. `map.ts` reads by version.
 */

const versions = list(z.object({ version: z.string().max(64) }), 50);

/** What both versions report of a group: v1beta1 keeps the new counters and conditions under `status.v1beta2`. */
const groupStatus = {
  observedGeneration: count,
  replicas: count,
  readyReplicas: count,
  availableReplicas: count,
  upToDateReplicas: count,
  updatedReplicas: count,
  conditions,
  v1beta2: part({ conditions, readyReplicas: count, availableReplicas: count, upToDateReplicas: count }),
};

const machineSpec = part({ version: text(64), deletion: part({ nodeDrainTimeoutSeconds: count }), nodeDrainTimeout: text(64) });
const rollingUpdate = part({ maxSurge: intOrText, maxUnavailable: intOrText });
const strategy = part({ type: text(64), rollingUpdate });

/** A Cluster (cluster.x-k8s.io v1beta1 and v1beta2), the fields used. */
export const clusterWire = z.object({
  metadata,
  spec: part({
    paused: flag,
    infrastructureRef: part({ kind: text(128) }),
    topology: lenient(part({ version: text(64), class: text(253), classRef: part({ name: text(253) }) })),
  }),
  status: part({
    phase: text(64),
    observedGeneration: count,
    conditions,
    v1beta2: part({ conditions, controlPlane: part({ versions }) }),
    controlPlane: part({ versions }),
  }),
});

/** A KubeadmControlPlane (controlplane.cluster.x-k8s.io v1beta1 and v1beta2), the fields used. */
export const controlPlaneWire = z.object({
  metadata,
  spec: part({
    replicas: count,
    version: text(64),
    rollout: part({ after: time, strategy }),
    rolloutAfter: time,
    rolloutStrategy: strategy,
    machineTemplate: part({ spec: part({ deletion: part({ nodeDrainTimeoutSeconds: count }) }), nodeDrainTimeout: text(64) }),
  }),
  status: part({ ...groupStatus, version: text(64), versions }),
});

/** MachineDeployment, MachineSet and MachinePool have the same shape as far as it is used. */
export const machineGroupWire = z.object({
  metadata,
  spec: part({
    clusterName: text(253),
    replicas: count,
    paused: flag,
    rollout: part({ after: time, strategy }),
    rolloutAfter: time,
    strategy,
    template: part({ spec: machineSpec }),
  }),
  status: part(groupStatus),
});

/** A Machine (cluster.x-k8s.io v1beta1 and v1beta2), the fields used. */
export const machineWire = z.object({
  metadata,
  spec: part({ clusterName: text(253), version: text(64), providerID: text() }),
  status: part({
    phase: text(64),
    nodeRef: part({ name: text(253) }),
    certificatesExpiryDate: time,
    failureMessage: text(1000),
    deprecated: part({ v1beta1: part({ failureMessage: text(1000) }) }),
    conditions,
    v1beta2: part({ conditions }),
    deletion: lenient(part({
      nodeDrainStartTime: time, waitForPreDrainHookStartTime: time, waitForNodeVolumeDetachStartTime: time, waitForPreTerminateHookStartTime: time,
    })),
  }),
});

/** A MachineHealthCheck (cluster.x-k8s.io v1beta1 and v1beta2), the fields used. */
export const machineHealthCheckWire = z.object({
  metadata,
  spec: part({ clusterName: text(253), selector: labelSelector }),
  status: part({ observedGeneration: count, expectedMachines: count, currentHealthy: count, remediationsAllowed: count, conditions, v1beta2: part({ conditions }) }),
});

export type ClusterWire = z.output<typeof clusterWire>;
export type ControlPlaneWire = z.output<typeof controlPlaneWire>;
export type MachineGroupWire = z.output<typeof machineGroupWire>;
export type MachineWire = z.output<typeof machineWire>;
export type MachineHealthCheckWire = z.output<typeof machineHealthCheckWire>;
