import type { ClusterSnapshot, ScopeFreshness } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineHealthCheckObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import type { DisruptionBudgetObservation } from '#lib/inventory/workloads/model.ts';
import type { Intent } from '../../engine/intent.ts';

/** The moment at which the stories of these tests begin. */
export const storyStart = new Date('2026-11-20T10:00:00Z');

/** `minutes` after the start of a story, ISO 8601. */
export function at(minutes: number): string {
  return new Date(storyStart.getTime() + minutes * 60_000).toISOString();
}

/** Scopes that were all seen at this instant and are fresh. */
export function freshScopes(observedAt = at(0)): ScopeFreshness {
  return { state: 'fresh', observedAt, problems: [] };
}

/** Scopes of which Machines were last seen at this instant (null: never) and are not fresh. */
export function staleScopes(observedAt: string | null, error: string | null = null): ScopeFreshness {
  return { state: observedAt === null ? 'unknown' : 'stale', observedAt, problems: [{ kind: 'Machine', error, observedAt, staleAfterMs: 60_000 }] };
}

/** A steady control plane of one and a MachineDeployment of two, made 40 days before the story. */
export function testSnapshot(changes: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return {
    id: '00000000-0000-8000-8000-000000000001', sourceId: '00000000-0000-4000-8000-0000000000aa', uid: 'cluster-1', namespace: 'fleet', name: 'prod-1',
    managedBy: 'cluster-api', apiVersion: 'v1beta2', clusterClass: null, desiredVersion: 'v1.36.4', controlPlaneVersion: 'v1.36.4',
    paused: false, deletingSince: null, team: 'payments', conditions: [],
    groups: [testGroup('KubeadmControlPlane', 'prod-1-cp', 1), testGroup('MachineDeployment', 'prod-1-md', 2)],
    machines: [testMachine('cp-a', 'prod-1-cp', 'control-plane'), testMachine('md-a', 'prod-1-md'), testMachine('md-b', 'prod-1-md')],
    healthChecks: [], budgets: [], drainingNamespaces: {},
    management: freshScopes(), healthCheckScopes: freshScopes(), workload: freshScopes(),
    ...changes,
  };
}

/** A steady group of this many machines. */
export function testGroup(kind: MachineGroupObservation['kind'], name: string, replicas: number, changes: Partial<MachineGroupObservation> = {}): MachineGroupObservation {
  return {
    uid: `uid-${name}`, kind, apiVersion: 'v1beta2', namespace: 'fleet', name, clusterName: 'prod-1', role: kind === 'KubeadmControlPlane' ? 'control-plane' : 'worker',
    ownerUid: null, version: 'v1.36.4', desiredReplicas: replicas, replicas, readyReplicas: replicas, availableReplicas: replicas, upToDateReplicas: replicas,
    generation: 1, observedGeneration: 1, paused: false, deletingSince: null, createdAt: at(-60_000), rolloutAfter: null, maxSurge: '1', maxUnavailable: '0',
    strategy: 'RollingUpdate', nodeDrainTimeoutSeconds: 600, topologyName: null,
    conditions: [
      { type: 'RollingOut', status: 'False', reason: null, message: null, lastTransitionAt: null },
      { type: 'MachinesUpToDate', status: 'True', reason: null, message: null, lastTransitionAt: null },
    ],
    ...changes,
  };
}

/** A machine that runs and is ready, made 40 days before the story. */
export function testMachine(name: string, groupName: string, role: MachineObservation['role'] = 'worker', changes: Partial<MachineObservation> = {}): MachineObservation {
  return {
    uid: `uid-${name}`, namespace: 'fleet', name, clusterName: 'prod-1', role, ownerUid: null, ownerKind: role === 'worker' ? 'MachineSet' : 'KubeadmControlPlane', groupName,
    version: 'v1.36.4', phase: 'Running', nodeName: `node-${name}`, providerId: null, createdAt: at(-57_600), deletingSince: null, ready: true, available: true,
    upToDate: true, paused: false, certificatesExpireAt: null, deletion: null, deletionHooks: [], conditions: [], reason: null, ...changes,
  };
}

/** A budget that allows one of its two pods to go. */
export function testBudget(name: string, changes: Partial<DisruptionBudgetObservation> = {}): DisruptionBudgetObservation {
  return {
    uid: `uid-${name}`, namespace: 'orders', name, minAvailable: '1', maxUnavailable: null, selector: {}, disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1,
    expectedPods: 2, generation: 1, observedGeneration: 1, createdAt: null, ...changes,
  };
}

/** A health check that finds both of its machines healthy. */
export function testHealthCheck(name: string, changes: Partial<MachineHealthCheckObservation> = {}): MachineHealthCheckObservation {
  return {
    uid: `uid-${name}`, namespace: 'fleet', name, clusterName: 'prod-1', paused: false, selector: {}, expectedMachines: 2, currentHealthy: 2, remediationsAllowed: 2,
    createdAt: null, conditions: [], ...changes,
  };
}

/** An intent of step `step`, asked for at the start of the story and answered. */
export function testIntent(step: number, changes: Partial<Intent> = {}): Intent {
  return {
    step, after: '2026-11-20T10:00:00Z', requestedAt: at(0), sentAt: at(0), sends: 1, acknowledgedAt: at(0), doneAt: null, error: null, retryAt: null, watchedFrom: at(0), ...changes,
  };
}
