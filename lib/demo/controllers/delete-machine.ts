import type { Machine } from '../model/cluster-api-object.ts';
import { timestamp } from '../model/kube-object.ts';
import type { World } from './world.ts';

/** Marks a machine for deletion; the rest happens in `reconcileMachines`. */
export function deleteMachine(world: World, machine: Machine): void {
  if (machine.metadata.deletionTimestamp) return;
  const generation = (machine.metadata.generation ?? 1) + 1;
  const metadata = { ...machine.metadata, generation, deletionTimestamp: timestamp(world.now), deletionGracePeriodSeconds: 0 };
  world.put('machines', { ...machine, metadata });
}
