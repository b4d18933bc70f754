/** Where one rollout is set: the object in its management cluster. */
export type RolloutTarget = {
  sourceId: string;
  namespace: string;
  clusterName: string;
  group: { kind: 'KubeadmControlPlane' | 'MachineDeployment'; name: string; topologyName: string | null };
  /** Cluster API version that the plan was made with, e.g. `v1beta2`. */
  apiVersion: string;
  clusterHasTopology: boolean;
};

/** Why a call changed nothing. `unreachable` may have gone through all the same; `conflict` is somebody else's plan or change; `unsupported` a Cluster API that cannot do it; `too-early` a moment that has not come yet by the clock over there. */
export type ActuatorErrorCode = 'unreachable' | 'too-early' | 'forbidden' | 'gone' | 'paused' | 'deleting' | 'conflict' | 'unsupported' | 'invalid';

/**
 * Changes clusters through Cluster API. Idempotent: the same call twice leaves the world as one does.
 * Throws AppError<ActuatorErrorCode>; `retryable` says whether trying later can help.
 */
export interface ClusterActuator {
  /** Asks that every machine of the group created before `after` (RFC 3339, whole seconds) be replaced. */
  setRolloutAfter(target: RolloutTarget, after: string, signal: AbortSignal): Promise<{ changed: boolean }>;
}

/** Finds the actuator of a source; null when the source is gone or cannot act. */
export type ActuatorOf = (sourceId: string) => Promise<ClusterActuator | null>;
