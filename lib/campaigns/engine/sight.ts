import type { StoredTarget } from './intent.ts';
import type { AdvanceInput } from './advance-model.ts';
import type { Sight } from './kind.ts';
import { block, change } from './target-step.ts';
import type { Step } from './target-step.ts';

/**
 * Unknown halts a campaign and never advances one: a target that cannot be seen is blocked. Only when
 * the one who looks has just begun to is it waited for. Null when the target can be seen.
 */
export function judgeSight(target: StoredTarget, { unseen }: Sight, { now, patienceUntil }: AdvanceInput): Step | null {
  if (!unseen) return null;
  if (now.getTime() < patienceUntil.getTime()) return change(target, { reason: `waits to be seen again. ${unseen.reason}`, observations: 0, observedAt: null });
  return block(target, unseen.reason, 'target-unseen');
}
