import type { DaemonSet, Deployment, Node, Pod, PodDisruptionBudget, ReplicaSet, StatefulSet } from '../model/core-object.ts';
import { isPodReady } from '../model/core-object.ts';
import { timestamp } from '../model/kube-object.ts';

/** Status of a ReplicaSet from the pods that it controls. */
export function replicaSetStatus(set: ReplicaSet, pods: readonly Pod[]): ReplicaSet['status'] {
  const living = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const ready = living.filter(isPodReady).length;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: living.length,
    fullyLabeledReplicas: living.length,
    readyReplicas: ready,
    availableReplicas: ready,
  };
}

/** Status of a Deployment from its one ReplicaSet. */
export function workloadDeploymentStatus(deployment: Deployment, set: ReplicaSet | undefined, now: number): Deployment['status'] {
  const { replicas = 0, readyReplicas = 0 } = set?.status ?? {};
  const missing = deployment.spec.replicas - readyReplicas;
  const available = missing <= Math.floor(deployment.spec.replicas / 4);
  const before = deployment.status.conditions.find(({ type }) => type === 'Available');
  const status = available ? 'True' : 'False';
  const unchanged = before?.status === status;
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    replicas,
    updatedReplicas: replicas,
    readyReplicas,
    availableReplicas: readyReplicas,
    ...(missing > 0 ? { unavailableReplicas: missing } : {}),
    conditions: [
      {
        type: 'Available',
        status,
        lastUpdateTime: unchanged ? (before.lastUpdateTime ?? timestamp(now)) : timestamp(now),
        lastTransitionTime: unchanged ? before.lastTransitionTime : timestamp(now),
        reason: available ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: `Deployment ${available ? 'has' : 'does not have'} minimum availability.`,
      },
    ],
  };
}

export function statefulSetStatus(set: StatefulSet, pods: readonly Pod[]): StatefulSet['status'] {
  const ready = pods.filter((pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp).length;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    replicas: pods.length,
    readyReplicas: ready,
    currentReplicas: pods.length,
    updatedReplicas: pods.length,
    availableReplicas: ready,
  };
}

export function daemonSetStatus(set: DaemonSet, pods: readonly Pod[], nodes: readonly Node[]): DaemonSet['status'] {
  const ready = pods.filter(isPodReady).length;
  return {
    observedGeneration: set.metadata.generation ?? 1,
    currentNumberScheduled: pods.length,
    desiredNumberScheduled: nodes.length,
    numberAvailable: ready,
    numberMisscheduled: 0,
    numberReady: ready,
    updatedNumberScheduled: pods.length,
  };
}

/**
 * Status of a budget (pkg/controller/disruption): `pods` are those that it selects, `expected` is how
 * many their owners want. A percentage of minAvailable rounds up, one of maxUnavailable too.
 */
export function budgetStatus(budget: PodDisruptionBudget, pods: readonly Pod[], expected: number, now: number): PodDisruptionBudget['status'] {
  const { minAvailable, maxUnavailable } = budget.spec;
  const scaled = (value: number | string) => (typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) / 100) * expected));
  const currentHealthy = pods.filter((pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp).length;
  const desiredHealthy = minAvailable === undefined ? Math.max(0, expected - scaled(maxUnavailable ?? 1)) : scaled(minAvailable);
  const disruptionsAllowed = expected === 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const status = disruptionsAllowed > 0 ? 'True' : 'False';
  const before = budget.status.conditions.find(({ type }) => type === 'DisruptionAllowed');
  return {
    currentHealthy,
    desiredHealthy,
    disruptionsAllowed,
    expectedPods: expected,
    observedGeneration: budget.metadata.generation ?? 1,
    conditions: [
      {
        type: 'DisruptionAllowed',
        status,
        observedGeneration: budget.metadata.generation ?? 1,
        lastTransitionTime: before?.status === status ? before.lastTransitionTime : timestamp(now),
        reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
      },
    ],
  };
}
