import { AppError } from '#lib/kernel/app-error.ts';
import { backoffMs } from '#lib/kernel/backoff.ts';
import type { Backoff } from '#lib/kernel/backoff.ts';
import type { CampaignState } from '../model.ts';
import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';
import { block, change, withIntent } from './target-step.ts';
import type { Step } from './target-step.ts';

/** Waits between calls that failed and may be made again. */
export const callBackoff: Backoff = { firstMs: 2_000, maxMs: 60_000 };

/**
 * What a call's answer makes of its target: `thrown` null says that the world has the value. An error
 * that trying later may mend waits and is said; any other blocks the target. Of a target that an abort ended meanwhile
 * only the record changes. Null when the target has moved on. `random` is in [0, 1).
 */
export function takeAnswer(campaign: CampaignState, target: StoredTarget, after: string, thrown: unknown, now: Date, random: number): Step | null {
  const intent = currentIntent(target);
  if (!intent || intent.after !== after || intent.acknowledgedAt !== null) return null;
  const message = thrown === null ? null : describeThrown(thrown);
  if (campaign === 'aborted') return takeLateAnswer(target, message, now);
  if (target.state !== 'acting') return null;
  if (message === null) {
    return change(target, { state: 'converging', reason: 'Cluster API has the request', intents: withIntent(target, { acknowledgedAt: now.toISOString(), error: null, retryAt: null }) });
  }
  if (thrown instanceof AppError && !thrown.retryable) {
    const blocked = block(target, message, 'call-refused');
    return { ...blocked, target: { ...blocked.target, intents: withIntent(target, { error: message }) } };
  }
  const waitMs = backoffMs(intent.sends - 1, callBackoff, random);
  const reason = `the call failed and is made again ${campaign === 'running' ? `in ${Math.ceil(waitMs / 1000)} s` : 'after a resume'}: ${message}`;
  return change(target, { reason, intents: withIntent(target, { error: message, retryAt: new Date(now.getTime() + waitMs).toISOString() }) }, {
    events: intent.error === message ? [] : [{ targetId: target.id, tone: 'attention', code: 'call-failed', message: `${target.clusterName}: ${reason}` }],
  });
}

/** The call was out when the campaign was aborted; people are told what came of it. */
function takeLateAnswer(target: StoredTarget, error: string | null, now: Date): Step {
  if (error === null) {
    return change(target, { intents: withIntent(target, { acknowledgedAt: now.toISOString(), error: null, retryAt: null }) }, {
      events: [{ targetId: target.id, tone: 'info', code: 'step-acknowledged', message: `${target.clusterName}: the call that was out when the campaign was aborted went through; Cluster API has the request.` }],
    });
  }
  const words = `the call that was out when the campaign was aborted failed: ${error}`;
  return change(target, { reason: target.reason ? `${target.reason} Then ${words}` : words, intents: withIntent(target, { error }) }, {
    events: [{ targetId: target.id, tone: 'attention', code: 'call-failed', message: `${target.clusterName}: ${words}` }],
  });
}

function describeThrown(thrown: unknown): string {
  return thrown instanceof AppError ? thrown.message : 'The call failed for a reason that Tarmac does not know; the worker log has it.';
}
