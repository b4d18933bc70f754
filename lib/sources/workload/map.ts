import type { z } from 'zod';
import type { NodeObservation } from '#lib/inventory/nodes/model.ts';
import type {
  DisruptionBudgetObservation, NamespaceObservation, PodObservation, WorkloadKind, WorkloadObservation,
} from '#lib/inventory/workloads/model.ts';
import type { BudgetWire, namespaceWire, NodeWire, PodWire, WorkloadWire } from './wire.ts';
import { conditionIs, controllerOf, counted } from './wire-fields.ts';

const rolePrefix = 'node-role.kubernetes.io/';

/** Node → observation. What a simulated API server leaves empty (`""`) is unknown. */
export function mapNode({ metadata, spec, status }: NodeWire): NodeObservation {
  const info = status.nodeInfo;
  return {
    uid: metadata.uid,
    name: metadata.name,
    roles: Object.keys(metadata.labels).filter((key) => key.startsWith(rolePrefix)).map((key) => key.slice(rolePrefix.length)).toSorted(),
    kubeletVersion: info.kubeletVersion || null,
    osImage: info.osImage || null,
    kernelVersion: info.kernelVersion || null,
    containerRuntime: info.containerRuntimeVersion || null,
    architecture: info.architecture || null,
    providerId: spec.providerID || null,
    unschedulable: spec.unschedulable,
    ready: conditionIs(status.conditions, 'Ready'),
    createdAt: metadata.creationTimestamp,
    deletingSince: metadata.deletionTimestamp,
    conditions: status.conditions,
  };
}

/** Namespace → observation. */
export function mapNamespace({ metadata }: z.output<typeof namespaceWire>): NamespaceObservation {
  return { uid: metadata.uid, name: metadata.name, labels: metadata.labels, createdAt: metadata.creationTimestamp, deletingSince: metadata.deletionTimestamp };
}

/** Deployment, StatefulSet or DaemonSet → observation. */
export function mapWorkload(kind: WorkloadKind, { metadata, spec, status }: WorkloadWire): WorkloadObservation {
  return {
    uid: metadata.uid,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    labels: metadata.labels,
    desiredReplicas: kind === 'DaemonSet' ? counted(status, status.desiredNumberScheduled) : spec.replicas,
    // A Deployment and a StatefulSet omit a zero.
    readyReplicas: counted(status, kind === 'DaemonSet' ? status.numberReady : (status.readyReplicas ?? 0)),
    images: spec.template.spec.containers.map(({ image }) => image).filter((image) => image !== ''),
    createdAt: metadata.creationTimestamp,
  };
}

/** Pod → observation, with the workload that owns it as far as the pod itself tells. */
export function mapPod({ metadata, spec, status }: PodWire): PodObservation {
  const owner = workloadOf(metadata);
  const statuses = new Map(status.containerStatuses.map((held) => [held.name, held]));
  return {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    nodeName: spec.nodeName || null,
    phase: status.phase || 'Unknown',
    ready: conditionIs(status.conditions, 'Ready') === true,
    ownerKind: owner?.kind ?? null,
    ownerName: owner?.name ?? null,
    serviceAccount: spec.serviceAccountName || null,
    containers: spec.containers.map(({ name, image }) => {
      const held = statuses.get(name);
      return { name, image, imageId: held?.imageID || null, ready: held?.ready ?? false };
    }),
    createdAt: metadata.creationTimestamp,
    deletingSince: metadata.deletionTimestamp,
  };
}

/** PodDisruptionBudget → observation. One that no controller has looked at yet lets nothing be evicted, and its counters are unknown. */
export function mapBudget({ metadata, spec, status }: BudgetWire): DisruptionBudgetObservation {
  return {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    minAvailable: spec.minAvailable,
    maxUnavailable: spec.maxUnavailable,
    selector: spec.selector ?? {},
    disruptionsAllowed: counted(status, status.disruptionsAllowed),
    currentHealthy: counted(status, status.currentHealthy),
    desiredHealthy: counted(status, status.desiredHealthy),
    expectedPods: counted(status, status.expectedPods),
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    createdAt: metadata.creationTimestamp,
  };
}

/**
 * The Deployment controller names a ReplicaSet `<deployment>-<pod-template-hash>` and labels its pods with
 * that hash, so the Deployment is known without reading ReplicaSets.
 */
function workloadOf(metadata: PodWire['metadata']): { kind: string; name: string } | null {
  const owner = controllerOf(metadata);
  if (owner?.kind !== 'ReplicaSet') return owner;
  const hash = metadata.labels['pod-template-hash'];
  if (!hash || !owner.name.endsWith(`-${hash}`)) return owner;
  return { kind: 'Deployment', name: owner.name.slice(0, -hash.length - 1) };
}
