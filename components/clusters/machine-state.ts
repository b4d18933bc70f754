import type { Machine } from '#lib/api/contract/clusters.ts';
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

/** Machines by the name of their group; those without one stand under null. Groups keep the order of the machines. */
export function byGroup(machines: readonly Machine[]): Map<string | null, Machine[]> {
  return Map.groupBy(machines, (machine) => machine.group);
}
