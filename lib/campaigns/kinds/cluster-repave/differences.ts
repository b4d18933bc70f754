import { isBlocking } from '../../model.ts';
import type { Blocker, PlannedStep, PlannedTarget } from '../../model.ts';
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
    if (now) differences.push(...machineDifferences(step, now));
    else differences.push(`${groupTitle(step.group)} of the plan is no longer there or has no machines.`);
  }
  for (const step of fresh.steps) {
    if (!stored.steps.some(({ group }) => group.uid === step.group.uid)) differences.push(`${groupTitle(step.group)} is there now and not in the plan.`);
  }
  return differences;
}

/** How the machines of one group differ from those that the plan names. */
export function machineDifferences(stored: PlannedStep, fresh: PlannedStep): string[] {
  const added = machinesNotIn(fresh, stored);
  const gone = machinesNotIn(stored, fresh);
  return [
    ...(added.length > 0 ? [`${groupTitle(stored.group)} has machines that the plan does not name: ${list(added)}.`] : []),
    ...(gone.length > 0 ? [`${groupTitle(stored.group)} no longer has machines that the plan names: ${list(gone)}.`] : []),
  ];
}

function machinesNotIn(these: PlannedStep, those: PlannedStep): string[] {
  const known = new Set(those.machines.map(({ uid }) => uid));
  return these.machines.filter(({ uid }) => !known.has(uid)).map(({ name }) => name);
}

function list(names: string[]): string {
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
}

// A machine that moves from "deleting" to "stuck" is no new reason; the words carry times and would differ each second.
function identify({ code, object }: Blocker): string {
  return [code === 'machine-stuck' ? 'machine-deleting' : code, object?.kind, object?.namespace, object?.name].join('/');
}
