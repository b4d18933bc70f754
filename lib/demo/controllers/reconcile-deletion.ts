import {
  excludeDrainAnnotation,
  type Machine,
  type MachineDeletionStatus,
  preDrainHookPrefix,
  preTerminateHookPrefix,
} from '../model/cluster-api-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { drainNode } from './drain-node.ts';
import type { World } from './world.ts';

/** How long the infrastructure takes to go, in milliseconds of demo time. */
const infrastructureMs = 1800;

/** What the Deleting condition of a machine says while this pass lasts; read by the status controllers. */
export type DeletionStage = { reason: string; message: string };

/**
 * Takes a machine away in the order of Cluster API: pre-drain hooks, drain, volumes, pre-terminate
 * hooks, infrastructure, node, machine (core/reconcilers/machine/machine_controller.go).
 */
export function reconcileDeletion(world: World, machine: Machine): void {
  const stage = stageOf(world, machine);
  if (stage === null) {
    const name = machine.status.nodeRef?.name;
    if (name) world.workload.remove('nodes', `/${name}`);
    world.removeManaged('machines', machine);
    return;
  }
  const { deletion, ...said } = stage;
  const conditions = machine.status.conditions.map((condition) => {
    if (condition.type !== 'Deleting') return condition;
    const lastTransitionTime = condition.status === 'True' ? condition.lastTransitionTime : timestamp(world.now);
    return { ...condition, ...said, status: 'True' as const, lastTransitionTime };
  });
  world.put('machines', { ...machine, status: { ...machine.status, conditions, ...(deletion ? { deletion } : {}) } });
}

/** The stage that a deletion is in; null when everything is gone but the node and the machine itself. */
function stageOf(world: World, machine: Machine): (DeletionStage & { deletion?: MachineDeletionStatus }) | null {
  const { metadata, status, spec } = machine;
  const deletion: MachineDeletionStatus = { ...status.deletion };
  const began = timestamp(world.now);
  const node = status.nodeRef ? world.workload.get('nodes', `/${status.nodeRef.name}`) : undefined;
  const preDrain = hooksOf(machine, preDrainHookPrefix);
  if (preDrain.length > 0 && node) {
    deletion.waitForPreDrainHookStartTime ??= began;
    return { reason: 'WaitingForPreDrainHook', message: `Waiting for pre-drain hooks to succeed (hooks: ${preDrain.join(',')})`, deletion };
  }
  if (node && metadata.annotations?.[excludeDrainAnnotation] === undefined && !isLastOfItsKind(world, machine)) {
    deletion.nodeDrainStartTime ??= began;
    const limit = spec.deletion?.nodeDrainTimeoutSeconds ?? 0;
    const overdue = limit > 0 && world.now - Date.parse(deletion.nodeDrainStartTime) > limit * 1000;
    const message = overdue ? '' : drainNode(world, node, deletion.nodeDrainStartTime);
    if (message !== '') return { reason: 'DrainingNode', message, deletion };
  }
  const preTerminate = hooksOf(machine, preTerminateHookPrefix);
  if (preTerminate.length > 0) {
    deletion.waitForPreTerminateHookStartTime ??= began;
    return { reason: 'WaitingForPreTerminateHook', message: `Waiting for pre-terminate hooks to succeed (hooks: ${preTerminate.join(',')})`, deletion };
  }
  if (!world.timers.over(`${metadata.uid}/infrastructure-gone`, infrastructureMs)) {
    const kind = spec.infrastructureRef.kind;
    return { reason: 'WaitingForInfrastructureDeletion', message: `Waiting for ${kind} to be deleted`, deletion };
  }
  return null;
}

/** Hooks that others have set; KubeadmControlPlane's own is taken away by itself at once. */
function hooksOf({ metadata }: Machine, prefix: string): string[] {
  return Object.keys(metadata.annotations ?? {})
    .filter((key) => key.startsWith(`${prefix}/`) && !key.endsWith('/kcp-cleanup'))
    .toSorted();
}

/** A cluster's last control plane machine is not drained: nothing could run elsewhere. */
function isLastOfItsKind(world: World, machine: Machine): boolean {
  return world.machines.length === 1 && world.machines[0]?.metadata.uid === machine.metadata.uid;
}
