import type { Condition } from '#lib/inventory/clusters/model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';

const maxLength = 500;

/** Reasons of the Deleting condition (`api/core/v1beta2/machine_types.go`) as a person says them. */
const deleting: Record<string, string> = {
  Deleting: 'Being deleted',
  WaitingForPreDrainHook: 'Waiting for a pre-drain hook to be removed',
  DrainingNode: 'Draining its node',
  WaitingForVolumeDetach: 'Waiting for volumes to detach from its node',
  WaitingForPreTerminateHook: 'Waiting for a pre-terminate hook to be removed',
  WaitingForInfrastructureDeletion: 'Waiting for its infrastructure to be deleted',
  WaitingForBootstrapDeletion: 'Waiting for its bootstrap data to be deleted',
  DeletingNode: 'Deleting its node object',
  DeletionCompleted: 'Deleted, waiting for its finalizers',
};

/** Why a machine is not where it should be, in Cluster API's words made plain; null when all is well. */
export function explainMachine(machine: Omit<MachineObservation, 'reason'>, failureMessage: string | null): string | null {
  if (machine.deletingSince) return explainDeletion(machine);
  if (failureMessage) return plain(`Failed: ${failureMessage}`);
  if (machine.paused) return 'Paused: Cluster API does not touch it until the paused annotation is removed';
  const condition = (type: string): Condition | undefined => machine.conditions.find((held) => held.type === type);
  if (machine.ready !== true) {
    const ready = condition('Ready');
    const words = ready?.message || ready?.reason;
    if (words) return plain(`${machine.ready === null ? 'Readiness unknown' : 'Not ready'}: ${words}`);
    if (machine.phase !== 'Running') return `Not running yet: phase ${machine.phase}`;
  }
  if (machine.upToDate === false) return plain(`Not up to date: ${condition('UpToDate')?.message || 'it is to be replaced'}`);
  return null;
}

function explainDeletion({ conditions, deletion, deletionHooks }: Omit<MachineObservation, 'reason'>): string {
  const held = conditions.find(({ type }) => type === 'Deleting');
  const hooks = (kind: string): string => {
    const names = deletionHooks.filter((hook) => hook.startsWith(kind)).map((hook) => hook.slice(kind.length + 1)).filter(Boolean);
    return names.length > 0 ? ` (${names.join(', ')})` : '';
  };
  if (held?.status === 'True' && held.reason) {
    const kind = held.reason === 'WaitingForPreDrainHook' ? 'pre-drain' : held.reason === 'WaitingForPreTerminateHook' ? 'pre-terminate' : null;
    const said = deleting[held.reason] ?? `Being deleted (${held.reason})`;
    return plain(`${said}${kind ? hooks(kind) : ''}${held.message && !kind ? `: ${held.message}` : ''}`);
  }
  if (deletion?.waitingForPreTerminateHookSince && hooks('pre-terminate')) return plain(`${deleting.WaitingForPreTerminateHook}${hooks('pre-terminate')}`);
  if (deletion?.waitingForVolumeDetachSince) return deleting.WaitingForVolumeDetach!;
  if (deletion?.nodeDrainStartedAt) return deleting.DrainingNode!;
  if (deletion?.waitingForPreDrainHookSince) return plain(`${deleting.WaitingForPreDrainHook}${hooks('pre-drain')}`);
  return 'Being deleted';
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, maxLength);
