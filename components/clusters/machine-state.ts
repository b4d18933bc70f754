import type { Machine, MachineGroup } from '#lib/api/contract/clusters.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import { asLastSeen, type StateWords } from './cluster-state.ts';

// As long as campaigns give a deletion before they call it stuck.
const stuckAfterMs = 15 * minuteMs;

/**
 * A machine's place in a rollout at `nowMs`, in one word. `seen` is false when the cluster was not seen lately: then its last known
 * state is told as past, and is unknown.
 */
export function machineState(machine: Machine, seen: boolean, nowMs: number): StateWords {
  return asLastSeen(currentState(machine, nowMs), seen);
}

function currentState({ phase, deletingSince, ready, upToDate }: Machine, nowMs: number): StateWords {
  if (deletingSince !== null && nowMs - Date.parse(deletingSince) > stuckAfterMs) return { tone: 'failing', words: 'stuck leaving' };
  if (deletingSince !== null || phase === 'Deleting') return { tone: 'motion', words: 'going' };
  switch (phase) {
    case 'Failed':
      return { tone: 'failing', words: 'failed' };
    case 'Deleted':
      return { tone: 'waiting', words: 'gone' };
    case 'Pending':
    case 'Provisioning':
      return { tone: 'motion', words: 'being created' };
    case 'Provisioned':
      return { tone: 'motion', words: 'joining' };
    case 'Updating':
      return { tone: 'motion', words: 'being updated' };
    case 'Running':
      if (ready === null) return { tone: 'unknown', words: 'readiness unknown' };
      if (!ready) return { tone: 'attention', words: 'not ready' };
      return upToDate === false ? { tone: 'waiting', words: 'to be replaced' } : { tone: 'ok', words: 'ready' };
    default:
      return { tone: 'unknown', words: 'unknown' };
  }
}

/** How many machines of a group are ready and how many wait to be replaced, as far as Cluster API says it; it counts none as ready of a cluster that it does not reach. */
export function replicasWords({ readyReplicas, desiredReplicas, upToDateReplicas }: Pick<MachineGroup, 'readyReplicas' | 'desiredReplicas' | 'upToDateReplicas'>, seen: boolean): StateWords {
  if (desiredReplicas === null) return { tone: 'unknown', words: 'size unknown' };
  const desired = desiredReplicas.toLocaleString('en');
  if (!seen || readyReplicas === null) return { tone: 'unknown', words: `readiness of ${desired} unknown` };
  const ready = `${readyReplicas.toLocaleString('en')} of ${desired} ready`;
  const outdated = upToDateReplicas === null ? null : desiredReplicas - upToDateReplicas;
  const words = outdated === null ? `${ready}, up to date unknown` : outdated > 0 ? `${ready}, ${outdated.toLocaleString('en')} to replace` : ready;
  return { tone: readyReplicas < desiredReplicas ? 'attention' : outdated === null ? 'unknown' : outdated > 0 ? 'waiting' : 'ok', words };
}

/** A group with the machines that belong to it. */
export type GroupedMachines = { group: MachineGroup; machines: Machine[] };

/** Machines under their groups, which keep their order, and the `rest` that belongs to none; a MachineSet without machines is left out. */
export function groupMachines(groups: readonly MachineGroup[], machines: readonly Machine[]): { grouped: GroupedMachines[]; rest: Machine[] } {
  const byGroup = Map.groupBy(machines, ({ role, group, ownerKind }) => groupKey(role, group, ownerKind));
  const keyOf = ({ role, name, kind }: MachineGroup) => groupKey(role, name, kind);
  const keys = new Set(groups.map(keyOf));
  return {
    grouped: groups.map((group) => ({ group, machines: byGroup.get(keyOf(group)) ?? [] })).filter(({ group, machines: own }) => group.kind !== 'MachineSet' || own.length > 0),
    rest: machines.filter(({ role, group, ownerKind }) => !keys.has(groupKey(role, group, ownerKind))),
  };
}

// A control plane may bear the name of a MachineDeployment, and so may a MachinePool.
function groupKey(role: Machine['role'], name: string | null, kind: string | null): string {
  return `${role} ${kind === 'MachinePool'} ${name ?? ''}`;
}
