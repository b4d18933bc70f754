import { type MachineDeployment, type MachineSet, revisionAnnotation } from '../model/cluster-api-object.ts';
import { keyOf } from '../model/kube-object.ts';
import { createMachineSet } from '../objects/cluster.ts';
import { machineSetReasons } from './outdated.ts';
import { pauseReason } from './paused.ts';
import { maxSurgeOf, maxUnavailableOf } from './rolling.ts';
import type { World } from './world.ts';

/** Rolls every group of workers through its MachineSets (core/reconcilers/machinedeployment). */
export function reconcileMachineDeployments(world: World): void {
  for (const group of world.deployments) {
    if (pauseReason(world.cluster!, group) || group.spec.paused) continue;
    const sets = world.setsOf(group).toSorted((a, b) => revisionOf(a) - revisionOf(b));
    let newest = sets.findLast((set) => machineSetReasons(group, set, world.now).length === 0);
    if (!newest) {
      const revision = Math.max(0, ...sets.map(revisionOf)) + 1;
      newest = world.put('machinesets', createMachineSet(group, 0, revision, world.now, world.random));
      world.put('machinedeployments', {
        ...group,
        metadata: { ...group.metadata, annotations: { ...group.metadata.annotations, [revisionAnnotation]: String(revision) } },
      });
    }
    const old = sets.filter((set) => keyOf(set) !== keyOf(newest));
    scaleUp(world, group, newest, old);
    scaleDown(world, group, newest, old);
    for (const set of old) {
      if (set.spec.replicas === 0 && world.machinesOf(set).length === 0) world.removeManaged('machinesets', set);
    }
  }
}

/** The new set grows as far as the surge allows, counting machines that are still on their way out. */
function scaleUp(world: World, group: MachineDeployment, newest: MachineSet, old: readonly MachineSet[]): void {
  const desired = group.spec.replicas;
  const total = [newest, ...old].reduce((sum, set) => sum + Math.max(set.spec.replicas, world.machinesOf(set).length), 0);
  const room = old.length === 0 ? desired : newest.spec.replicas + Math.max(0, desired + maxSurgeOf(group) - total);
  setReplicas(world, newest, old.length === 0 ? desired : Math.min(desired, Math.max(newest.spec.replicas, room)));
}

/** Old sets shrink as far as enough machines stay available; machines that are not available go first. */
function scaleDown(world: World, group: MachineDeployment, newest: MachineSet, old: readonly MachineSet[]): void {
  const needed = group.spec.replicas - maxUnavailableOf(group);
  const current = world.sets.find((set) => keyOf(set) === keyOf(newest)) ?? newest;
  const comingUp = current.spec.replicas - current.status.availableReplicas;
  const total = [current, ...old].reduce((sum, set) => sum + set.spec.replicas, 0);
  let spare = Math.max(0, total - needed - Math.max(0, comingUp));
  for (const set of old) {
    const take = Math.min(spare, set.spec.replicas);
    if (take > 0) setReplicas(world, set, set.spec.replicas - take);
    spare -= take;
  }
}

function setReplicas(world: World, set: MachineSet, replicas: number): void {
  if (set.spec.replicas === replicas) return;
  const metadata = { ...set.metadata, generation: (set.metadata.generation ?? 1) + 1 };
  world.put('machinesets', { ...set, metadata, spec: { ...set.spec, replicas } });
}

function revisionOf({ metadata }: MachineSet): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}
