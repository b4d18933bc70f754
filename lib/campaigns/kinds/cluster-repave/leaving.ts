import { formatDuration } from '#lib/kernel/duration.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';
import { judgeBudget } from '#lib/inventory/workloads/model.ts';
import type { TargetMachineProgress } from '../../engine/progress-model.ts';
import { budgetTitle } from './preflight/budgets.ts';
import { stuckAfterMs } from './preflight/machines.ts';

// Reasons of the Deleting condition (`api/core/v1beta2/machine_types.go`) once the node has been drained.
const afterDrain = new Set(['WaitingForInfrastructureDeletion', 'WaitingForBootstrapDeletion', 'DeletingNode', 'DeletionCompleted']);

/** How far a machine that is being deleted has come, and what holds it (Cluster API `Machine.status.deletion`). */
export function whyLeaving(machine: MachineObservation, snapshot: ClusterSnapshot, now: Date): Pick<TargetMachineProgress, 'state' | 'reason'> {
  const { deletion, deletingSince } = machine;
  const [state, sinceText, waiting] = ((): ['draining' | 'deleting', string | null, string] => {
    if (deletion?.waitingForPreTerminateHookSince) return ['deleting', deletion.waitingForPreTerminateHookSince, whyHooked('pre-terminate', machine)];
    if (deletion?.waitingForVolumeDetachSince) return ['deleting', deletion.waitingForVolumeDetachSince, 'waits for volumes to detach'];
    // The moment a drain began stays in the status after it; the condition says that it is over.
    if (afterDrain.has(machine.conditions.find(({ type }) => type === 'Deleting')?.reason ?? '')) return ['deleting', deletingSince, machine.reason ?? 'its infrastructure is being taken away'];
    if (deletion?.nodeDrainStartedAt) return ['draining', deletion.nodeDrainStartedAt, whyDraining(machine, snapshot)];
    if (deletion?.waitingForPreDrainHookSince) return ['deleting', deletion.waitingForPreDrainHookSince, whyHooked('pre-drain', machine)];
    return ['deleting', deletingSince, machine.reason ?? 'its infrastructure is being taken away'];
  })();
  const ms = sinceText === null ? 0 : now.getTime() - Date.parse(sinceText);
  return ms > stuckAfterMs ? { state: 'stuck', reason: `${waiting}, for ${formatDuration(ms)} now` } : { state, reason: waiting };
}

function whyDraining(machine: MachineObservation, snapshot: ClusterSnapshot): string {
  const namespaces = machine.nodeName === null ? undefined : snapshot.drainingNamespaces[machine.nodeName];
  const holding = snapshot.budgets.filter((budget) => ['never', 'now'].includes(judgeBudget(budget)) && (namespaces?.includes(budget.namespace) ?? false));
  const first = holding[0];
  if (first) return `drain held by ${budgetTitle(first)}${holding.length > 1 ? ` and ${holding.length - 1} more` : ''}`;
  return machine.reason ?? 'its pods are being evicted';
}

function whyHooked(stage: 'pre-drain' | 'pre-terminate', { deletionHooks, reason }: MachineObservation): string {
  const named = deletionHooks.filter((hook) => hook.startsWith(stage));
  // Sources may give bare names; then every hook is a candidate.
  const names = (named.length > 0 ? named : deletionHooks).map((hook) => hook.slice(hook.lastIndexOf('/') + 1));
  if (names.length === 0) return reason ?? `Cluster API ends its own ${stage} work`;
  return `waits for ${stage} hook${names.length > 1 ? 's' : ''} ${names.join(', ')}`;
}
