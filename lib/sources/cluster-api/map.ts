import { assignCluster, type AssignmentDefaults, type AssignmentRules, type ClusterObservation, type Condition } from '#lib/inventory/clusters/model.ts';
import type { MachineGroupKind, MachineGroupObservation, MachineHealthCheckObservation } from '#lib/inventory/machines/model.ts';
import { compareKubernetesVersions } from '#lib/kernel/kubernetes-version.ts';
import { controllerOf, counted, type WireMetadata } from '../workload/wire-fields.ts';
import type { ApiVersion } from './api-version.ts';
import { drainTimeoutSeconds } from './drain-timeout.ts';
import type { ClusterWire, ControlPlaneWire, MachineGroupWire, MachineHealthCheckWire } from './wire.ts';

const clusterPhases = new Set(['Pending', 'Provisioning', 'Provisioned', 'Deleting', 'Failed']);
const pausedAnnotation = 'cluster.x-k8s.io/paused';
/** The label by which Cluster API says to which Cluster an object belongs. */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';

/** Cluster → observation. A phase that is not known is `Unknown`, one that is missing null. */
export function mapCluster(
  { metadata, spec, status }: ClusterWire, apiVersion: ApiVersion, assignment: { rules: AssignmentRules; defaults: AssignmentDefaults },
): ClusterObservation {
  return {
    uid: metadata.uid,
    namespace: metadata.namespace,
    name: metadata.name,
    managedBy: 'cluster-api',
    apiVersion,
    labels: metadata.labels,
    clusterClass: spec.topology ? spec.topology.classRef.name ?? spec.topology.class : null,
    infrastructureKind: spec.infrastructureRef.kind,
    desiredVersion: spec.topology?.version ?? null,
    controlPlaneVersion: lowestVersion(status.controlPlane.versions) ?? lowestVersion(status.v1beta2.controlPlane.versions),
    phase: status.phase === null ? null : clusterPhases.has(status.phase) ? status.phase : 'Unknown',
    paused: spec.paused || isPaused(metadata),
    deletingSince: metadata.deletionTimestamp,
    createdAt: metadata.creationTimestamp,
    generation: metadata.generation,
    observedGeneration: status.observedGeneration,
    conditions: conditionsOf(status),
    assignment: assignCluster(metadata.labels, assignment.rules, assignment.defaults),
  };
}

/** KubeadmControlPlane → observation. */
export function mapControlPlane({ metadata, spec, status }: ControlPlaneWire, apiVersion: ApiVersion): MachineGroupObservation {
  const v2 = apiVersion === 'v1beta2';
  const strategy = v2 ? spec.rollout.strategy : spec.rolloutStrategy;
  return {
    ...identity(metadata, 'KubeadmControlPlane', apiVersion),
    clusterName: clusterNameOf(metadata),
    role: 'control-plane',
    ownerUid: null,
    version: spec.version,
    desiredReplicas: spec.replicas,
    ...counters(status),
    paused: isPaused(metadata),
    rolloutAfter: v2 ? spec.rollout.after : spec.rolloutAfter,
    maxSurge: strategy.rollingUpdate.maxSurge,
    maxUnavailable: null,
    strategy: strategy.type,
    nodeDrainTimeoutSeconds: v2 ? spec.machineTemplate.spec.deletion.nodeDrainTimeoutSeconds : drainTimeoutSeconds(spec.machineTemplate.nodeDrainTimeout),
    topologyName: null,
  };
}

/** MachineDeployment, MachineSet or MachinePool → observation. */
export function mapMachineGroup(
  kind: Exclude<MachineGroupKind, 'KubeadmControlPlane'>, { metadata, spec, status }: MachineGroupWire, apiVersion: ApiVersion,
): MachineGroupObservation {
  const v2 = apiVersion === 'v1beta2';
  const rolls = kind === 'MachineDeployment';
  const strategy = v2 ? spec.rollout.strategy : spec.strategy;
  const template = spec.template.spec;
  const topologyLabel = kind === 'MachinePool' ? 'topology.cluster.x-k8s.io/pool-name' : 'topology.cluster.x-k8s.io/deployment-name';
  return {
    ...identity(metadata, kind, apiVersion),
    clusterName: spec.clusterName ?? metadata.labels[clusterNameLabel] ?? '',
    role: 'worker',
    ownerUid: kind === 'MachineSet' ? controllerOf(metadata)?.uid ?? null : null,
    version: template.version,
    desiredReplicas: spec.replicas,
    ...counters(status),
    paused: spec.paused || isPaused(metadata),
    rolloutAfter: !rolls ? null : v2 ? spec.rollout.after : spec.rolloutAfter,
    maxSurge: rolls ? strategy.rollingUpdate.maxSurge : null,
    maxUnavailable: rolls ? strategy.rollingUpdate.maxUnavailable : null,
    strategy: rolls ? strategy.type : null,
    nodeDrainTimeoutSeconds: v2 ? template.deletion.nodeDrainTimeoutSeconds : drainTimeoutSeconds(template.nodeDrainTimeout),
    topologyName: 'topology.cluster.x-k8s.io/owned' in metadata.labels ? metadata.labels[topologyLabel] ?? null : null,
  };
}

/** MachineHealthCheck → observation. */
export function mapMachineHealthCheck({ metadata, spec, status }: MachineHealthCheckWire): MachineHealthCheckObservation {
  return {
    uid: metadata.uid,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    clusterName: spec.clusterName ?? metadata.labels[clusterNameLabel] ?? '',
    paused: isPaused(metadata),
    selector: spec.selector ?? {},
    expectedMachines: counted(status, status.expectedMachines),
    currentHealthy: counted(status, status.currentHealthy),
    remediationsAllowed: counted(status, status.remediationsAllowed),
    createdAt: metadata.creationTimestamp,
    conditions: conditionsOf(status),
  };
}

/** The new-style conditions where an object has them, else the old ones. */
export function conditionsOf(status: { conditions: Condition[]; v1beta2: { conditions: Condition[] } }): Condition[] {
  return status.v1beta2.conditions.length > 0 ? status.v1beta2.conditions : status.conditions;
}

/** Whether the object itself carries the paused annotation. */
export const isPaused = (metadata: WireMetadata): boolean => pausedAnnotation in metadata.annotations;

/** A KubeadmControlPlane has no `spec.clusterName`; its Cluster owns it, and the label holds a hash of names beyond 63 characters. */
export function clusterNameOf(metadata: WireMetadata): string {
  return metadata.ownerReferences.find(({ kind }) => kind === 'Cluster')?.name ?? metadata.labels[clusterNameLabel] ?? '';
}

/** The lowest of the versions that run; null when none is told. */
export function lowestVersion(versions: readonly { version: string }[]): string | null {
  return versions.map(({ version }) => version).toSorted(compareKubernetesVersions)[0] ?? null;
}

function identity(metadata: WireMetadata, kind: MachineGroupKind, apiVersion: ApiVersion) {
  return {
    uid: metadata.uid,
    kind,
    apiVersion,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    generation: metadata.generation ?? 0,
    deletingSince: metadata.deletionTimestamp,
    createdAt: metadata.creationTimestamp,
  };
}

/** v1beta1's old `readyReplicas` counts ready Nodes, not Ready Machines, so the new counters come first. */
function counters(status: MachineGroupWire['status']) {
  const { v1beta2, observedGeneration } = status;
  return {
    replicas: counted(status, status.replicas),
    readyReplicas: counted(status, v1beta2.readyReplicas ?? status.readyReplicas),
    availableReplicas: counted(status, v1beta2.availableReplicas ?? status.availableReplicas),
    upToDateReplicas: counted(status, v1beta2.upToDateReplicas ?? status.upToDateReplicas ?? status.updatedReplicas),
    observedGeneration,
    conditions: conditionsOf(status),
  };
}
