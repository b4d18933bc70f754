import type { CampaignDetail } from '#lib/api/contract/campaigns.ts';
import type { Blocker } from '#lib/api/contract/clusters.ts';

/** A cluster of a plan, as the API tells it. */
export type PlannedTarget = CampaignDetail['plan']['targets'][number];

/** True for a warning that most clusters have by their defaults: good to know once, not worth a stop. */
const usual = new Set(['drain-without-limit', 'health-check-active']);

/** What stands in the way, what deserves a look, and what is so on most clusters. */
export function sortBlockers(blockers: Blocker[]): { blocking: Blocker[]; warnings: Blocker[]; notes: Blocker[] } {
  const warnings = blockers.filter(({ severity }) => severity !== 'blocking');
  return {
    blocking: blockers.filter(({ severity }) => severity === 'blocking'),
    warnings: warnings.filter(({ code }) => !usual.has(code)),
    notes: warnings.filter(({ code }) => usual.has(code)),
  };
}

/** The targets that are ready, in their order, and those that something holds: the engine takes these up last, and halts while it still does. */
export function splitPlan(targets: PlannedTarget[]): { held: PlannedTarget[]; free: PlannedTarget[] } {
  const isHeld = ({ blockers }: PlannedTarget) => blockers.some(({ severity }) => severity === 'blocking');
  return { held: targets.filter(isHeld), free: targets.filter((target) => !isHeld(target)) };
}

/** How many machines the plan replaces in these targets. */
export function countMachines(targets: PlannedTarget[]): number {
  return targets.reduce((sum, { steps }) => sum + steps.reduce((each, step) => each + step.machines.length, 0), 0);
}

/** A machine's name without that of its cluster, which stands beside it: its end tells it from its siblings. */
export function shortMachineName(name: string, clusterName: string): string {
  return name.startsWith(`${clusterName}-`) ? `…${name.slice(clusterName.length)}` : name;
}
