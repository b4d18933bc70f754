import { AppError } from '#lib/kernel/app-error.ts';
import { backoffMs } from '#lib/kernel/backoff.ts';
import type { Backoff } from '#lib/kernel/backoff.ts';
import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';
import { block, change, withIntent } from './target-step.ts';
import type { Step } from './target-step.ts';

/** Waits between calls that failed and may be made again. */
export const callBackoff: Backoff = { firstMs: 2_000, maxMs: 60_000 };

/**
 * What a call's answer makes of its target: `thrown` null says that the world has the value. An error
 * that trying later may mend waits and is said; any other blocks the target. Null when the target has
 * moved on meanwhile. `random` is in [0, 1).
 */
export function takeAnswer(target: StoredTarget, after: string, thrown: unknown, now: Date, random: number): Step | null {
  const intent = currentIntent(target);
  if (target.state !== 'acting' || !intent || intent.after !== after || intent.acknowledgedAt !== null) return null;
  if (thrown === null) {
    return change(target, { state: 'converging', reason: 'Cluster API has the request', intents: withIntent(target, { acknowledgedAt: now.toISOString(), error: null, retryAt: null }) });
  }
  const message = thrown instanceof AppError ? thrown.message : 'The call failed for a reason that Tarmac does not know; the worker log has it.';
  if (thrown instanceof AppError && !thrown.retryable) {
    const blocked = block(target, message, 'call-refused');
    return { ...blocked, target: { ...blocked.target, intents: withIntent(target, { error: message }) } };
  }
  const waitMs = backoffMs(intent.sends - 1, callBackoff, random);
  const reason = `the call failed and is made again in ${Math.ceil(waitMs / 1000)} s: ${message}`;
  return change(target, { reason, intents: withIntent(target, { error: message, retryAt: new Date(now.getTime() + waitMs).toISOString() }) }, {
    events: intent.error === message ? [] : [{ targetId: target.id, tone: 'attention', code: 'call-failed', message: `${target.clusterName}: ${reason}` }],
  });
}
