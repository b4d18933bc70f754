import type { CampaignDetail, CampaignTarget } from '#lib/api/contract/campaigns.ts';
import type { Blocker } from '#lib/api/contract/clusters.ts';
import { isBlocking } from '#lib/campaigns/model.ts';

/** A cluster of a plan, as the API tells it. */
export type PlannedTarget = CampaignDetail['plan']['targets'][number];

/** True for a warning that most clusters have by their defaults: good to know once, not worth a stop. */
const usual = new Set(['drain-without-limit', 'health-check-active']);

/** What stands in the way, what deserves a look, and what is so on most clusters. */
export function sortBlockers(blockers: Blocker[]): { blocking: Blocker[]; warnings: Blocker[]; notes: Blocker[] } {
  const warnings = blockers.filter((blocker) => !isBlocking(blocker));
  return {
    blocking: blockers.filter(isBlocking),
    warnings: warnings.filter(({ code }) => !usual.has(code)),
    notes: warnings.filter(({ code }) => usual.has(code)),
  };
}

/**
 * The targets that are ready, in their order; those that something holds, which the engine takes up last, halting while
 * it still does; and those of which there is nothing that could be asked, where it halts until they are skipped.
 */
export function splitPlan(targets: PlannedTarget[]): { free: PlannedTarget[]; held: PlannedTarget[]; never: PlannedTarget[] } {
  const groups = Object.groupBy(targets, (target) => {
    if (!target.blockers.some(isBlocking)) return 'free';
    // What was not seen may have machines all the same: the next plan tells.
    return target.steps.length > 0 || target.blockers.some(({ code }) => code === 'not-fresh') ? 'held' : 'never';
  });
  return { free: groups.free ?? [], held: groups.held ?? [], never: groups.never ?? [] };
}

/** What stands in the way of a target by its plan, in words; null when nothing does. */
export function holderOf({ blockers }: Pick<PlannedTarget, 'blockers'>): string | null {
  return blockers.find(isBlocking)?.message ?? null;
}

/** A target of a campaign with its plan; `holder` is what holds it by that plan, while it waits. */
export type TargetInTurn = { target: CampaignTarget; planned: PlannedTarget | undefined; holder: string | null };

/** The targets of a campaign in the order in which they are taken up: last those that something holds by their plan. The order stays when that is gone, so that no row moves under the pointer. */
export function inTurn({ targets, plan }: Pick<CampaignDetail, 'targets' | 'plan'>): TargetInTurn[] {
  const plans = new Map(plan.targets.map((planned) => [planned.clusterId, planned]));
  const rows = targets.map((target) => {
    const planned = plans.get(target.clusterId);
    return { target, planned, heldByPlan: planned ? holderOf(planned) : null };
  });
  return rows
    .toSorted((a, b) => Number(a.heldByPlan !== null) - Number(b.heldByPlan !== null))
    .map(({ target, planned, heldByPlan }) => ({ target, planned, holder: target.state === 'pending' ? heldByPlan : null }));
}

/** The clusters that a campaign which was started and has ended did not repave, in their order; none before its end. */
export function notRepaved({ targets, startedAt, finishedAt }: Pick<CampaignDetail, 'targets' | 'startedAt' | 'finishedAt'>): CampaignTarget[] {
  return startedAt === null || finishedAt === null ? [] : targets.filter(({ state }) => state !== 'succeeded');
}

/** How many machines the plan replaces in these targets. */
export function countMachines(targets: PlannedTarget[]): number {
  return targets.reduce((sum, { steps }) => sum + steps.reduce((each, step) => each + step.machines.length, 0), 0);
}

/** A machine's name without that of its cluster, which stands beside it: its end tells it from its siblings. */
export function shortMachineName(name: string, clusterName: string): string {
  return name.startsWith(`${clusterName}-`) ? `…${name.slice(clusterName.length)}` : name;
}
