import { isBlocking } from '../../model.ts';
import type { Blocker, PlannedMachine, PlannedStep, PlannedTarget } from '../../model.ts';
import { groupTitle } from './preflight/groups.ts';

/**
 * How `fresh`, a plan made of the world as it is, differs from the `stored` one in what matters:
 * groups, machines, versions, and blocking reasons that were not there. A reason that has gone is no difference, and
 * neither is data that has aged since: the engine waits for that, and compares again before it asks for anything.
 */
export function findDifferences(stored: PlannedTarget, fresh: PlannedTarget): string[] {
  const known = new Set(stored.blockers.filter(isBlocking).map(identify));
  return [
    ...fresh.blockers.filter((blocker) => isBlocking(blocker) && blocker.code !== 'not-fresh' && !known.has(identify(blocker))).map(({ message }) => message),
    ...worldDifferences(stored, fresh),
  ];
}

/** The same without blocking reasons: how groups, machines and versions differ. */
export function worldDifferences(stored: PlannedTarget, fresh: PlannedTarget): string[] {
  const { clusterName } = stored;
  const differences: string[] = [];
  if (stored.clusterHasTopology !== fresh.clusterHasTopology) differences.push(`${clusterName} ${fresh.clusterHasTopology ? 'is managed by a ClusterClass now' : 'is no longer managed by a ClusterClass'}.`);
  if (stored.apiVersion !== fresh.apiVersion) differences.push(`Cluster API serves ${clusterName} as ${fresh.apiVersion || 'nothing'} now, not as ${stored.apiVersion || 'nothing'}.`);
  if (stored.version !== fresh.version) differences.push(`${clusterName} runs ${fresh.version ?? 'an unknown version'} now; the plan was made at ${stored.version ?? 'an unknown version'}.`);
  for (const step of stored.steps) {
    const now = fresh.steps.find(({ group }) => group.uid === step.group.uid);
    if (now) differences.push(...unplannedMachines(step, now.machines), ...goneMachines(step, now.machines));
    else differences.push(`${groupTitle(step.group)} of the plan is no longer there or has no machines.`);
  }
  for (const step of fresh.steps) {
    if (!stored.steps.some(({ group }) => group.uid === step.group.uid)) differences.push(`${groupTitle(step.group)} is there now and not in the plan.`);
  }
  return differences;
}

/** The machines of one group that the plan does not name. */
export function unplannedMachines({ group, machines }: PlannedStep, present: readonly Named[]): string[] {
  const added = namesNotIn(present, machines);
  return added.length > 0 ? [`${groupTitle(group)} has machines that the plan does not name: ${list(added)}.`] : [];
}

function goneMachines({ group, machines }: PlannedStep, present: readonly Named[]): string[] {
  const gone = namesNotIn(machines, present);
  return gone.length > 0 ? [`${groupTitle(group)} no longer has machines that the plan names: ${list(gone)}.`] : [];
}

type Named = Pick<PlannedMachine, 'uid' | 'name'>;

function namesNotIn(these: readonly Named[], those: readonly Named[]): string[] {
  const known = new Set(those.map(({ uid }) => uid));
  return these.filter(({ uid }) => !known.has(uid)).map(({ name }) => name);
}

function list(names: string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

// A machine that moves from "deleting" to "stuck" is no new reason; the words carry times and would differ each second.
function identify({ code, object }: Blocker): string {
  return [code === 'machine-stuck' ? 'machine-deleting' : code, object?.kind, object?.namespace, object?.name].join('/');
}
