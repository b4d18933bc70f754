import { formatDuration, minuteMs } from '#lib/kernel/duration.ts';
import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';
import type { Progress } from '../../engine/kind.ts';
import type { Intent } from '../../engine/intent.ts';
import type { PlannedMachine, PlannedStep, PlannedTarget } from '../../model.ts';
import type { TargetMachineProgress } from '../../engine/progress-model.ts';
import { isUnknown } from './doneness.ts';
import { describeUnseen } from './preflight/cluster.ts';
import { groupTitle } from './preflight/groups.ts';
import { whyLeaving } from './leaving.ts';

const slowToJoinMs = 20 * minuteMs;

type Target = { step: number; intents: Intent[]; outcome: 'done' | 'left' | null };

/** What each machine of a target is doing: those that the plan replaces, then their successors, step by step. */
export function describeProgress(planned: PlannedTarget, target: Target, snapshot: ClusterSnapshot | undefined, now: Date): Progress {
  const machines = planned.steps.flatMap((step, index) => {
    const intent = target.intents.find((candidate) => candidate.step === index) ?? null;
    if (target.outcome === 'done') return [...step.machines.map((machine) => gone(machine)), ...successors(step, intent, snapshot, now)];
    const left = target.outcome === 'left';
    return [...step.machines.map((machine) => follow(machine, step, intent, left, planned, snapshot, now)), ...latecomers(step, intent, left, planned, snapshot, now), ...successors(step, intent, snapshot, now)];
  });
  return { machines, replaced: machines.filter(({ planned: named, state }) => named && state === 'gone').length };
}

function follow(machine: PlannedMachine, step: PlannedStep, intent: Intent | null, left: boolean, planned: PlannedTarget, snapshot: ClusterSnapshot | undefined, now: Date): TargetMachineProgress {
  const base = { name: machine.name, uid: machine.uid, role: machine.role, planned: true, nodeName: machine.nodeName, createdAt: machine.createdAt };
  if (!snapshot) return { ...base, state: 'unknown', reason: 'the cluster is no longer there' };
  const unseen = describeUnseen(snapshot);
  const present = snapshot.machines.find(({ uid }) => uid === machine.uid);
  // Only a complete listing takes rows away, so a machine without a row is gone even when data has aged since.
  // What went after its campaign had asked for nothing was not replaced by it.
  if (!present && left && !intent?.sentAt) return { ...base, state: 'kept', reason: 'gone by now, and not by this campaign' };
  if (!present) return gone(machine);
  if (unseen !== null) return { ...base, state: 'unknown', reason: unseen };
  if (present.deletingSince !== null) return { ...base, nodeName: present.nodeName, ...whyLeaving(present, snapshot, now) };
  if (left && !intent?.sentAt) return { ...base, state: 'kept', nodeName: present.nodeName, reason: null };
  return { ...base, state: 'waiting', nodeName: present.nodeName, reason: intent ? present.reason ?? 'its turn comes when a successor is ready' : whyNotAsked(step, planned) };
}

function whyNotAsked(step: PlannedStep, planned: PlannedTarget): string | null {
  const before = planned.steps[planned.steps.indexOf(step) - 1];
  return before ? `waits for ${groupTitle(before.group)}` : null;
}

function gone(machine: PlannedMachine): TargetMachineProgress {
  return { name: machine.name, uid: machine.uid, role: machine.role, planned: true, state: 'gone', nodeName: machine.nodeName, createdAt: machine.createdAt, reason: null };
}

/** Those that came after the plan was made and before their group was asked to roll, as long as they are there. */
function latecomers(step: PlannedStep, intent: Intent | null, left: boolean, planned: PlannedTarget, snapshot: ClusterSnapshot | undefined, now: Date): TargetMachineProgress[] {
  if (!intent || !snapshot) return [];
  return unplanned(step, snapshot)
    .filter(({ createdAt }) => createdAt !== null && Date.parse(createdAt) < Date.parse(intent.after))
    .map((machine) => {
      const followed = follow(machine, step, intent, left, planned, snapshot, now);
      return { ...followed, planned: false, reason: followed.state === 'waiting' ? 'it came after the plan was made and is replaced with its group' : followed.reason };
    });
}

/** The machines of a step's group that the plan does not name. */
function unplanned(step: PlannedStep, snapshot: ClusterSnapshot): MachineObservation[] {
  return machinesOf(snapshot, { ...step.group, role: step.machines[0]?.role ?? 'worker' }).filter(({ uid }) => !step.machines.some((machine) => machine.uid === uid));
}

function successors(step: PlannedStep, intent: Intent | null, snapshot: ClusterSnapshot | undefined, now: Date): TargetMachineProgress[] {
  if (!intent || !snapshot) return [];
  const unseen = describeUnseen(snapshot);
  // A later repave's machines belong to that one's page.
  const until = intent.doneAt === null ? Infinity : Date.parse(intent.doneAt);
  return unplanned(step, snapshot)
    .filter(({ createdAt }) => createdAt !== null && Date.parse(createdAt) >= Date.parse(intent.after) && Date.parse(createdAt) <= until)
    .map((machine) => ({
      name: machine.name, uid: machine.uid, role: machine.role, planned: false, nodeName: machine.nodeName, createdAt: machine.createdAt,
      ...(unseen === null ? whereNew(machine, snapshot, now) : { state: 'unknown' as const, reason: unseen }),
    }));
}

function whereNew(machine: MachineObservation, snapshot: ClusterSnapshot, now: Date): Pick<TargetMachineProgress, 'state' | 'reason'> {
  if (machine.deletingSince !== null) return whyLeaving(machine, snapshot, now);
  if (machine.phase === 'Failed') return { state: 'stuck', reason: machine.reason ?? 'Cluster API calls it failed' };
  if (machine.phase === 'Unknown') return { state: 'unknown', reason: machine.reason ?? 'Cluster API does not know its state' };
  if (machine.phase === 'Running' && isUnknown(machine, 'Ready')) return { state: 'unknown', reason: machine.reason ?? 'Cluster API cannot tell whether it is ready' };
  if (machine.ready ?? machine.phase === 'Running') return { state: 'ready', reason: null };
  const ageMs = machine.createdAt === null ? 0 : now.getTime() - Date.parse(machine.createdAt);
  if (ageMs > slowToJoinMs) return { state: 'stuck', reason: `not ready after ${formatDuration(ageMs)}${machine.reason ? `: ${machine.reason}` : ''}` };
  const creating = machine.phase === 'Pending' || machine.phase === 'Provisioning';
  return { state: creating ? 'creating' : 'joining', reason: machine.reason ?? (creating ? 'its infrastructure is being made' : 'waits for its node to be ready') };
}

