import type { Condition } from '../clusters/model.ts';

/** The kinds that own machines or own what owns them. */
export type MachineGroupKind = 'KubeadmControlPlane' | 'MachineDeployment' | 'MachineSet' | 'MachinePool';

/** A group of machines as Cluster API reports it; counters are null when the API does not give them. */
export type MachineGroupObservation = {
  uid: string;
  kind: MachineGroupKind;
  apiVersion: string;
  namespace: string;
  name: string;
  clusterName: string;
  role: 'control-plane' | 'worker';
  /** Uid of the owning controller (a MachineSet's MachineDeployment), null at the top. */
  ownerUid: string | null;
  version: string | null;
  desiredReplicas: number | null;
  replicas: number | null;
  readyReplicas: number | null;
  availableReplicas: number | null;
  upToDateReplicas: number | null;
  generation: number;
  observedGeneration: number | null;
  paused: boolean;
  deletingSince: string | null;
  createdAt: string | null;
  /** The value of `rollout.after` (v1beta1 `rolloutAfter`) that is in force on the object. */
  rolloutAfter: string | null;
  maxSurge: string | null;
  maxUnavailable: string | null;
  /** `RollingUpdate` or `OnDelete`; null when the kind has none. */
  strategy: string | null;
  /** 0 means that a drain waits forever; null means that the field is not set (the same). */
  nodeDrainTimeoutSeconds: number | null;
  /** Name in `Cluster.spec.topology` when ClusterClass manages the group, else null. */
  topologyName: string | null;
  conditions: Condition[];
};

/** How far the deletion of a machine has come (`Machine.status.deletion`, Cluster API v1beta2). Instants are ISO 8601, null for what has not begun. */
export type MachineDeletion = {
  nodeDrainStartedAt: string | null;
  waitingForPreDrainHookSince: string | null;
  waitingForVolumeDetachSince: string | null;
  waitingForPreTerminateHookSince: string | null;
};

/** A `Machine` of Cluster API. `upToDate` and `ready` are null when the controllers do not say. */
export type MachineObservation = {
  uid: string;
  namespace: string;
  name: string;
  clusterName: string;
  role: 'control-plane' | 'worker';
  /** Uid of the direct controller: a KubeadmControlPlane, MachineSet or MachinePool. */
  ownerUid: string | null;
  ownerKind: string | null;
  /** Name of the top group that it belongs to: control plane, MachineDeployment or MachinePool. */
  groupName: string | null;
  version: string | null;
  phase: string;
  nodeName: string | null;
  providerId: string | null;
  createdAt: string | null;
  deletingSince: string | null;
  ready: boolean | null;
  available: boolean | null;
  upToDate: boolean | null;
  paused: boolean;
  certificatesExpireAt: string | null;
  deletion: MachineDeletion | null;
  /** Names of pre-drain and pre-terminate hooks that somebody set (without KCP's own). */
  deletionHooks: string[];
  conditions: Condition[];
  /** Why it is not where it should be, in Cluster API's words made plain; null when all is well. */
  reason: string | null;
};

/** A `MachineHealthCheck`: whether it remediates by itself during a repave. */
export type MachineHealthCheckObservation = {
  uid: string;
  namespace: string;
  name: string;
  clusterName: string;
  paused: boolean;
  selector: Record<string, unknown>;
  expectedMachines: number | null;
  currentHealthy: number | null;
  remediationsAllowed: number | null;
  createdAt: string | null;
  conditions: Condition[];
};
