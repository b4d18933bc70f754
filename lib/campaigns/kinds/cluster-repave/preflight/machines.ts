import { formatDuration, minuteMs } from '#lib/kernel/duration.ts';
import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import type { Blocker } from '../../../model.ts';
import { blocking, warning } from './blocker.ts';
import { groupTitle } from './groups.ts';

/** A deletion that takes longer than this is called stuck. */
export const stuckAfterMs = 15 * minuteMs;
const clockToleranceMs = minuteMs;

const objectOf = ({ namespace, name }: MachineObservation) => ({ kind: 'Machine', namespace, name });

/** A machine on its way out moves the plan; one that is stuck would hold the repave too. */
export function deletingMachines(snapshot: ClusterSnapshot, group: MachineGroupObservation, now: Date): Blocker[] {
  return machinesOf(snapshot, group).flatMap((machine) => {
    if (machine.deletingSince === null) return [];
    const sinceMs = now.getTime() - Date.parse(machine.deletingSince);
    const why = machine.reason ? `: ${machine.reason.replace(/\.$/, '')}` : '';
    return sinceMs > stuckAfterMs
      ? [blocking('machine-stuck', objectOf(machine), `Machine ${machine.name} has been stuck in deletion for ${formatDuration(sinceMs)}${why}. Free it first.`)]
      : [blocking('machine-deleting', objectOf(machine), `Machine ${machine.name} is being deleted${why}. Let that end, then plan again.`)];
  });
}

/** Machines that are paused by themselves; none when their cluster or group is, which says the same of all. */
export function pausedMachines(snapshot: ClusterSnapshot, group: MachineGroupObservation): Blocker[] {
  if (snapshot.paused || group.paused) return [];
  return machinesOf(snapshot, group)
    .filter((machine) => machine.paused)
    .map((machine) => blocking('machine-paused', objectOf(machine), `Machine ${machine.name} is paused: its deletion would hang. Take the annotation cluster.x-k8s.io/paused away when that is right.`));
}

/** Cluster API replaces what was created before a moment that has passed; a clock far ahead makes that impossible. */
export function createdInFuture(snapshot: ClusterSnapshot, group: MachineGroupObservation, now: Date): Blocker[] {
  return machinesOf(snapshot, group)
    .filter(({ createdAt }) => createdAt !== null && Date.parse(createdAt) > now.getTime() + clockToleranceMs)
    .map((machine) => blocking('clock', objectOf(machine), `Machine ${machine.name} claims to have been created at ${machine.createdAt}, which is still to come. Compare the clocks of Tarmac and of the management cluster.`));
}

/** Hooks hold a deletion until whoever set them takes them away. */
export function hookedMachines(snapshot: ClusterSnapshot, group: MachineGroupObservation): Blocker | null {
  const hooked = machinesOf(snapshot, group).filter(({ deletionHooks }) => deletionHooks.length > 0);
  const first = hooked[0];
  if (!first) return null;
  const hooks = [...new Set(hooked.flatMap(({ deletionHooks }) => deletionHooks))].slice(0, 5).join(', ');
  return warning('deletion-hooks', objectOf(first), `${hooked.length === 1 ? `Machine ${first.name} has` : `${hooked.length} machines of ${groupTitle(group)} have`} deletion hooks (${hooks}): each deletion waits until their owner takes them away.`);
}
