import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import type { PlannedStep } from '../../model.ts';
import { groupTitle } from './preflight/groups.ts';

/**
 * Why the rollout of one group is not done, in words; null when it is. Everything must agree: the
 * controllers have seen the value, their conditions and counters say steady (Cluster API status,
 * domain: "Done" test), every planned machine is gone and every present one was made at or after `after`.
 */
export function whyNotDone(step: PlannedStep, group: MachineGroupObservation, snapshot: Pick<ClusterSnapshot, 'machines'>, after: string): string | null {
  const afterMs = Date.parse(after);
  const title = groupTitle(group);
  if (group.rolloutAfter === null || Date.parse(group.rolloutAfter) < afterMs) return `waits until ${title} carries the new rollout time`;
  if (group.observedGeneration === null || group.observedGeneration < group.generation) return `waits until Cluster API takes up the change of ${title}`;

  const present = machinesOf(snapshot, group);
  // Wherever it belongs by now: one that was taken out of its group is still the old machine.
  const left = snapshot.machines.filter(({ uid }) => step.machines.some((machine) => machine.uid === uid));
  if (left.length > 0) {
    const loose = left.find((machine) => !present.includes(machine));
    return `${step.machines.length - left.length} of ${step.machines.length} machines of ${title} replaced${loose ? `; ${loose.name} is still there and no longer belongs to it, so Cluster API does not replace it` : ''}`;
  }
  const old = present.find(({ createdAt }) => createdAt === null || Date.parse(createdAt) < afterMs);
  if (old) return `machine ${old.name} is from before the rollout`;
  const leaving = present.find(({ deletingSince }) => deletingSince !== null);
  if (leaving) return `machine ${leaving.name} is still being deleted`;
  const unready = present.find((machine) => !isReady(machine));
  if (unready) return `waits for machine ${unready.name} to be ready${unready.reason ? `: ${unready.reason}` : ''}`;

  return whyNotSteady(group, present.length);
}

/** Whether the controllers call the group steady; a counter or condition that they do not give is not believed to be good. */
function whyNotSteady(group: MachineGroupObservation, present: number): string | null {
  const title = groupTitle(group);
  const { desiredReplicas: desired, replicas, upToDateReplicas, availableReplicas } = group;
  if (desired === null || replicas === null) return `${title} does not say how many machines it has`;
  if (replicas !== desired || present !== desired) return `${title} has ${present} of ${desired} machines`;
  if (upToDateReplicas !== desired) return `${upToDateReplicas ?? 'an unknown number'} of ${desired} machines of ${title} are up to date`;
  const available = availableReplicas ?? group.readyReplicas;
  if (available !== desired) return `${available ?? 'an unknown number'} of ${desired} machines of ${title} are available`;
  // Older releases do not write these conditions; then the machines and counters above carry the proof.
  for (const [type, good] of [['RollingOut', 'False'], ['MachinesUpToDate', 'True']] as const) {
    const condition = group.conditions.find((candidate) => candidate.type === type);
    if (condition && condition.status !== good) return `${title} reports ${type} ${condition.status}${condition.message ? `: ${condition.message}` : ''}`;
  }
  return null;
}

function isReady(machine: MachineObservation): boolean {
  const { ready, upToDate, phase } = machine;
  return !isUnknown(machine, 'Ready') && !isUnknown(machine, 'UpToDate') && upToDate !== false && (ready ?? phase === 'Running');
}

/** Whether a controller says that it cannot see this of the machine: nothing else stands in for that, as the phase does for a condition that is not there. */
export function isUnknown({ conditions }: Pick<MachineObservation, 'conditions'>, type: string): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === 'Unknown');
}
