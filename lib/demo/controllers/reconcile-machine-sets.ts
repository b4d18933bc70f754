import { deleteMachineAnnotation, type Machine, type MachineSet } from '../model/cluster-api-object.ts';
import { createMachine } from '../objects/machine.ts';
import { deleteMachine } from './delete-machine.ts';
import { isAvailable } from './machine-status.ts';
import { pauseReason } from './paused.ts';
import type { World } from './world.ts';

/** Makes as many machines as each set wants, and deletes those too many (core/reconcilers/machineset). */
export function reconcileMachineSets(world: World): void {
  const cluster = world.cluster!;
  for (const set of world.sets) {
    if (pauseReason(cluster, set)) continue;
    const machines = world.machinesOf(set);
    const excess = machines.length - set.spec.replicas;
    const zones = world.plan.region.zones;
    for (let missing = -excess; missing > 0; missing -= 1) {
      world.put('machines', createMachine(cluster, set, zones[(machines.length + missing) % zones.length]!, world.now, world.random));
    }
    if (excess > 0) for (const machine of inDeletionOrder(set, machines).slice(0, excess)) deleteMachine(world, machine);
  }
}

/** Machines that go first, first: already going, asked for by annotation, not available, then by the set's order. */
function inDeletionOrder(set: MachineSet, machines: readonly Machine[]): Machine[] {
  const priority = (machine: Machine): number => {
    if (machine.metadata.deletionTimestamp) return 0;
    if (machine.metadata.annotations?.[deleteMachineAnnotation] !== undefined) return 1;
    return isAvailable(machine) ? 3 : 2;
  };
  const newestFirst = set.spec.deletion?.order === 'Newest';
  const byAge = (a: Machine, b: Machine) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1) * (newestFirst ? -1 : 1);
  return machines.toSorted((a, b) => priority(a) - priority(b) || byAge(a, b));
}
