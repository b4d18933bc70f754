import type { StoredTarget } from './intent.ts';
import type { AdvanceInput } from './advance-model.ts';
import type { Sight } from './kind.ts';
import { block, change } from './target-step.ts';
import type { Step } from './target-step.ts';

/**
 * Unknown halts a campaign and never advances one: a target that cannot be seen is blocked. It is waited for, and
 * nothing is asked meanwhile, for a bounded time after it was taken up or resumed, when listings may still be on
 * their way after an outage, and after whoever looks has begun to. Null when the target can be seen.
 */
export function judgeSight(target: StoredTarget, { unseen }: Sight, { now, patienceUntil }: AdvanceInput): Step | null {
  if (!unseen) return null;
  const untilMs = Math.max(patienceUntil.getTime(), target.takenUpAt === null ? 0 : target.takenUpAt.getTime() + unseen.patienceMs);
  if (now.getTime() >= untilMs) return block(target, unseen.reason, 'target-unseen');
  const reason = `waits for ${unseen.awaits}; halts at ${new Date(untilMs).toISOString().slice(11, 19)} UTC otherwise`;
  return change(target, { reason, observations: 0, observedAt: null });
}
