import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';
import { isBlocking } from '../model.ts';
import type { PlannedTarget } from '../model.ts';
import type { AdvanceInput } from './advance-model.ts';
import { change } from './target-step.ts';
import type { Step } from './target-step.ts';

/** Takes a waiting target up: from the start, or where it was put aside. */
export function enterTarget(target: StoredTarget, { now, targets }: AdvanceInput): Step {
  const intent = currentIntent(target);
  const state = !intent ? 'preflight' : intent.acknowledgedAt === null ? 'acting' : 'converging';
  const again = target.attempts > 0 ? ' again' : '';
  return change(target, { state, reason: null, attempts: target.attempts + 1, takenUpAt: now, startedAt: target.startedAt ?? now, finishedAt: null, observations: 0, observedAt: null }, {
    events: [{ targetId: target.id, tone: 'info', code: 'target-started', message: `${target.clusterName} (${target.ordinal + 1} of ${targets.length}) is taken up${again}.` }],
  });
}

/**
 * Waiting targets in the order in which they are taken up: first those already begun, last those that
 * the plan calls blocked or that were blocked before, so that they hold nobody else up.
 */
export function orderOfPending(targets: readonly StoredTarget[], plannedOf: (target: StoredTarget) => PlannedTarget): StoredTarget[] {
  const rank = (target: StoredTarget) => {
    if (target.intents.length > 0) return 0;
    return target.attempts > 0 || plannedOf(target).blockers.some(isBlocking) ? 2 : 1;
  };
  return targets.filter(({ state }) => state === 'pending').toSorted((a, b) => rank(a) - rank(b) || a.ordinal - b.ordinal);
}
