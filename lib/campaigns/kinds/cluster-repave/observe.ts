import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { Observation, Preflight, Sight } from '../../engine/kind.ts';
import type { Intent } from '../../engine/intent.ts';
import { isBlocking } from '../../model.ts';
import type { PlannedTarget } from '../../model.ts';
import { describeAwaited } from './awaited.ts';
import { unplannedMachines, worldDifferences } from './differences.ts';
import { whyNotDone } from './doneness.ts';
import { planTarget } from './plan.ts';
import { findBlockers } from './preflight.ts';
import { clusterDeleting, clusterPaused, describeUnseen } from './preflight/cluster.ts';
import { groupDeleting, groupPaused, groupTitle, nothingReplaced } from './preflight/groups.ts';
import { pausedMachines } from './preflight/machines.ts';

/**
 * Whether step `step` may be asked for: the first one only in the very world that the plan was made
 * of, later ones when their own group holds no machine that the plan should have named. One made since the plan came
 * after the first step's look, by an autoscaler or a remediation, and goes with its group: Cluster API replaces a group
 * as a whole.
 */
export function checkBeforeStep(planned: PlannedTarget, { step, plannedAt }: { step: number; plannedAt: Date }, snapshot: ClusterSnapshot | undefined, now: Date): Preflight {
  if (!snapshot) return { observedAt: null, unseen: null, obstacles: [goneMessage(planned)], notBefore: null };
  const sight = see(snapshot, now);
  const plannedStep = planned.steps[step];
  const group = snapshot.groups.find(({ uid }) => uid === plannedStep?.group.uid);
  if (!plannedStep) {
    const why = planned.blockers.find(isBlocking)?.message ?? 'It had no machines that Cluster API could be asked to replace.';
    return { ...sight, obstacles: [`The plan replaces nothing in ${planned.clusterName}, so it can only be skipped. ${why}`], notBefore: null };
  }
  if (!group) return { ...sight, obstacles: [`${groupTitle(plannedStep.group)} of the plan is no longer there.`], notBefore: null };
  const machines = machinesOf(snapshot, group);
  const fresh = step === 0 ? planTarget(snapshot, now) : null;
  const blockers = fresh ? fresh.blockers : findBlockers(snapshot, now, [group]);
  // A later step's machines may have gone meanwhile, all of them even, which is what was wanted.
  const differences = fresh ? worldDifferences(planned, fresh) : unplannedMachines(plannedStep, machines.filter(({ createdAt }) => createdAt === null || Date.parse(createdAt) < plannedAt.getTime()));
  const remedy = differences.length > 0 ? [`The plan no longer fits ${planned.clusterName}: skip it here, and repave it by a new plan.`] : [];
  // Staleness is the engine's to judge: it gives a source time to come back.
  const blocking = blockers.filter((blocker) => isBlocking(blocker) && blocker.code !== 'not-fresh').map(({ message }) => message);
  return { ...sight, obstacles: [...blocking, ...differences, ...remedy], notBefore: afterNewest(machines.map(({ createdAt }) => createdAt)) };
}

/** What the observed rows say about a step that has been asked for. */
export function observeStep(planned: PlannedTarget, intent: Intent, snapshot: ClusterSnapshot | undefined, now: Date): Observation {
  const nothing = { acknowledged: false, done: false };
  if (!snapshot) return { observedAt: null, unseen: null, ...nothing, obstacle: goneMessage(planned), reason: goneMessage(planned) };
  const sight = see(snapshot, now);
  const step = planned.steps[intent.step];
  const group = snapshot.groups.find(({ uid }) => uid === step?.group.uid);
  if (!step || !group) {
    const reason = step ? `${groupTitle(step.group)} is no longer there.` : 'The plan has no such step.';
    return { ...sight, ...nothing, obstacle: reason, reason };
  }
  const obstacle = clusterDeleting(snapshot) ?? clusterPaused(snapshot) ?? groupDeleting(group) ?? groupPaused(group) ?? nothingReplaced(group) ?? pausedMachines(snapshot, group)[0];
  const waiting = whyNotDone(step, group, snapshot, intent.after);
  // What was listed before the value was asked for says nothing about what followed.
  const since = sight.observedAt !== null && Date.parse(sight.observedAt) > Date.parse(intent.requestedAt);
  return {
    ...sight,
    obstacle: obstacle?.message ?? null,
    acknowledged: group.rolloutAfter !== null && Date.parse(group.rolloutAfter) >= Date.parse(intent.after),
    done: waiting === null && since,
    reason: waiting ?? (since ? `all machines of ${groupTitle(group)} are new` : `all machines of ${groupTitle(group)} are new; waits for the next look`),
  };
}

function see(snapshot: ClusterSnapshot, now: Date): Sight {
  const reason = describeUnseen(snapshot);
  const { management, workload } = snapshot;
  // A cluster that no longer answers must not be seen done through the words of its management cluster alone.
  const observedAt = management.observedAt === null || workload.observedAt === null ? null : [management.observedAt, workload.observedAt].toSorted()[0]!;
  if (reason === null) return { observedAt, unseen: null };
  return { observedAt, unseen: { reason, ...describeAwaited(snapshot, now) } };
}

function goneMessage({ clusterName }: PlannedTarget): string {
  return `Cluster ${clusterName} is no longer there: it was deleted, or its source was removed.`;
}

/** A second past the newest creation: Cluster API replaces what was created strictly before the value. */
function afterNewest(createdAt: (string | null)[]): string | null {
  const times = createdAt.filter((at) => at !== null).map((at) => Date.parse(at));
  return times.length === 0 ? null : new Date(Math.max(...times) + 1000).toISOString();
}
