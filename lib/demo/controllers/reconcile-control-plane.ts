import type { Machine } from '../model/cluster-api-object.ts';
import { isTrue } from '../objects/conditions.ts';
import { createMachine } from '../objects/machine.ts';
import { deleteMachine } from './delete-machine.ts';
import { controlPlaneReasons } from './outdated.ts';
import { pauseReason } from './paused.ts';
import type { World } from './world.ts';

/**
 * Rolls the control plane one machine at a time (controlplane/kubeadm): with a surge of one it first
 * makes a machine and waits until it is healthy, then deletes the oldest that is outdated, and waits
 * until that is gone.
 */
export function reconcileControlPlane(world: World): void {
  const { cluster, controlPlane: plane } = world;
  if (!cluster || !plane || pauseReason(cluster, plane)) return;
  const machines = world.machinesOf(plane);
  const outdated = machines.filter((machine) => controlPlaneReasons(plane, machine, world.now).length > 0);
  const desired = plane.spec.replicas;
  const create = (): void => {
    const zones = world.plan.region.zones;
    const zone = zones.toSorted((a, b) => inZone(machines, a) - inZone(machines, b))[0]!;
    world.put('machines', createMachine(cluster, plane, zone, world.now, world.random));
  };
  // Preflight: no change while a machine comes or goes, or is not healthy.
  const calm = machines.every(({ metadata, status }) => !metadata.deletionTimestamp && isTrue(status.conditions, 'Ready'));
  if (!calm) return;
  const surge = plane.spec.rollout.strategy.rollingUpdate.maxSurge;
  if (machines.length < desired) create();
  else if (machines.length > desired) deleteMachine(world, oldest(outdated.length > 0 ? outdated : machines));
  else if (outdated.length > 0) {
    if (surge > 0 || desired === 1) create();
    else deleteMachine(world, oldest(outdated));
  }
}

function inZone(machines: readonly Machine[], zone: string): number {
  return machines.filter(({ spec }) => spec.failureDomain === zone).length;
}

function oldest(machines: readonly Machine[]): Machine {
  return machines.reduce((first, machine) => (machine.metadata.creationTimestamp < first.metadata.creationTimestamp ? machine : first));
}
