import type { MachineGroupObservation } from '#lib/inventory/machines/model.ts';
import type { Blocker } from '../../../model.ts';
import { blocking, warning } from './blocker.ts';

/** A group as people call it: `control plane prod-1-cp`, `MachineDeployment prod-1-md-0`. */
export function groupTitle({ kind, name }: { kind: string; name: string }): string {
  return kind === 'KubeadmControlPlane' ? `control plane ${name}` : `${kind} ${name}`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A paused group is left alone by Cluster API's controllers (`spec.paused`, or the annotation). */
export function groupPaused(group: MachineGroupObservation): Blocker | null {
  if (!group.paused) return null;
  return blocking('group-paused', group, `${capital(groupTitle(group))} is paused, so Cluster API would replace none of its machines. Unpause it when that is right.`);
}

/** A group that is being deleted gets no new machines. */
export function groupDeleting(group: MachineGroupObservation): Blocker | null {
  if (group.deletingSince === null) return null;
  return blocking('group-deleting', group, `${capital(groupTitle(group))} has been in deletion since ${group.deletingSince}.`);
}

/** With OnDelete a rollout makes no machine go away by itself. */
export function nothingReplaced(group: MachineGroupObservation): Blocker | null {
  if (group.strategy !== 'OnDelete') return null;
  return blocking('on-delete', group, `${capital(groupTitle(group))} has the strategy OnDelete: Cluster API would replace a machine only after somebody deletes it.`);
}

/** A value in the future is somebody else's plan; ours would overwrite it. */
export function rolloutInFuture(group: MachineGroupObservation, now: Date): Blocker | null {
  if (group.rolloutAfter === null || Date.parse(group.rolloutAfter) <= now.getTime()) return null;
  return blocking('rollout-in-future', group, `${capital(groupTitle(group))} already has a rollout planned for ${group.rolloutAfter}. Take that value away or wait for it.`);
}

/** A rollout that is under way moves the very machines that a plan names. */
export function rolloutInMotion(group: MachineGroupObservation): Blocker | null {
  const { desiredReplicas: desired, upToDateReplicas: upToDate, generation, observedGeneration } = group;
  const rolling = group.conditions.find(({ type }) => type === 'RollingOut');
  if (rolling?.status === 'True' || (desired !== null && upToDate !== null && upToDate < desired)) {
    const count = desired !== null && upToDate !== null ? ` (${upToDate} of ${desired} machines up to date)` : '';
    return blocking('rollout-in-motion', group, `${capital(groupTitle(group))} is already being rolled${count}. Let that end, then plan again.`);
  }
  if (rolling?.status === 'Unknown') {
    return blocking('rollout-unknown', group, `Cluster API does not know whether ${groupTitle(group)} is being rolled${rolling.message ? `: ${rolling.message.replace(/\.$/, '')}` : ''}. Try again once it does.`);
  }
  if (observedGeneration === null || observedGeneration < generation) {
    return blocking('not-reconciled', group, `Cluster API has not taken up the newest change of ${groupTitle(group)} yet. Try again once it has.`);
  }
  if (desired !== null && group.replicas !== null && group.replicas !== desired) {
    return warning('scaling', group, `${capital(groupTitle(group))} is scaling: ${group.replicas} of ${desired} machines exist.`);
  }
  return null;
}

/** maxSurge 0 takes a machine away before its successor comes. */
export function soleControlPlaneWithoutSurge(group: MachineGroupObservation): Blocker | null {
  if (group.kind !== 'KubeadmControlPlane' || group.maxSurge !== '0' || group.desiredReplicas === null || group.desiredReplicas > 1) return null;
  return blocking('no-surge', group, `${capital(groupTitle(group))} has one machine and maxSurge 0: the cluster would lose its only control plane before the next one is there. Set maxSurge to 1.`);
}

/** Without a limit one pod that will not go holds the whole repave. */
export function drainsWithoutLimit(groups: readonly MachineGroupObservation[]): Blocker | null {
  const unlimited = groups.filter((group) => (group.nodeDrainTimeoutSeconds ?? 0) === 0 && group.desiredReplicas !== 0);
  const first = unlimited[0];
  if (!first) return null;
  const names = unlimited.length > 3 ? `${unlimited.length} groups` : unlimited.map(groupTitle).join(', ');
  return warning('drain-without-limit', first, `Drains in ${names} wait without limit (no nodeDrainTimeoutSeconds): one pod that cannot be evicted holds the repave until somebody acts.`);
}
