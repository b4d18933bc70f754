import { currentIntent } from './engine/intent.ts';
import type { StoredTarget } from './engine/intent.ts';
import { isMoving } from './engine/advance-model.ts';
import { defaultStrategy } from './model.ts';
import type { CampaignPlan, CampaignStrategy, PlannedTarget } from './model.ts';

/**
 * A failed or blocked target put back in line, with its time counted anew and every value that was
 * asked for kept; a moving one with its time counted anew and its sources given time again. Null when nothing changes.
 */
export function readmitted(target: StoredTarget, now: Date): StoredTarget | null {
  const again = target.state === 'failed' || target.state === 'blocked';
  if (!again && !isMoving(target)) return null;
  // Time that earlier steps took is forgiven too, or a target near its limit would fail at once.
  const intents = target.intents.map((intent) => ({ ...intent, watchedFrom: intent.doneAt ?? now.toISOString(), retryAt: intent.doneAt === null ? null : intent.retryAt }));
  return again ? { ...target, intents, state: 'pending', reason: null, finishedAt: null, observations: 0, observedAt: null } : { ...target, intents, takenUpAt: now };
}

/**
 * A target as an abort leaves it; null when it had ended already. One that Tarmac stops following has not failed: how it
 * ends is Cluster API's. Whether anything was asked of the cluster is told apart by the state.
 */
export function endedByAbort(target: StoredTarget, now: Date): StoredTarget | null {
  if (target.state === 'succeeded' || target.state === 'skipped' || target.state === 'failed') return null;
  const intent = currentIntent(target);
  const inMotion = intent !== null && intent.sentAt !== null;
  if (target.state === 'blocked' && !inMotion) return { ...target, finishedAt: now };
  if (inMotion) return { ...target, state: 'part-way', finishedAt: now, observations: 0, observedAt: null, reason: `left to finish by Cluster API: the abort came while machines were being replaced, and nothing was undone.${target.reason ? ` Last seen: ${target.reason}` : ''}` };
  return hasBegun(target)
    ? { ...target, state: 'part-way', finishedAt: now, reason: 'aborted between two steps: what is left was not asked for' }
    : { ...target, state: 'not-started', finishedAt: now, reason: 'aborted before anything was asked for' };
}

/** Whether a person may take a target out of its campaign: it waits, failed or is blocked. */
export function maySkip({ state }: Pick<StoredTarget, 'state'>): boolean {
  return state === 'pending' || state === 'failed' || state === 'blocked';
}

/** A target as a skip leaves it: what its cluster has begun goes on there, and nothing more is asked of it. */
export function skippedBy(target: StoredTarget, who: string, now: Date): StoredTarget {
  const intent = currentIntent(target);
  const begun = intent !== null && intent.sentAt !== null && intent.doneAt === null;
  const rest = begun ? ' Cluster API ends by itself what it has begun.' : hasBegun(target) ? ' What is left was not asked for.' : '';
  return { ...target, state: 'skipped', finishedAt: now, observations: 0, observedAt: null, reason: `skipped by ${who}.${rest}${target.reason ? ` Last seen: ${target.reason}` : ''}` };
}

// Once a value is committed it counts as asked for only when a call with it may have gone out.
function hasBegun({ intents }: StoredTarget): boolean {
  return intents.some(({ sentAt }) => sentAt !== null);
}

const longestTimeoutSeconds = 7 * 86_400;

/** What a campaign's maker said and the default where nothing was said; then a large cluster has twice the time that it is expected to take, up to a week. */
export function strategyFor(targets: readonly Pick<PlannedTarget, 'expectedSeconds'>[], given: Partial<CampaignStrategy> = {}): CampaignStrategy {
  const expected = Math.max(...targets.map(({ expectedSeconds }) => expectedSeconds));
  const targetTimeoutSeconds = Math.min(longestTimeoutSeconds, Math.max(defaultStrategy.targetTimeoutSeconds, 2 * expected));
  return { ...defaultStrategy, targetTimeoutSeconds, ...given };
}

/** A name for a campaign that nobody named. */
export function defaultName({ targets }: CampaignPlan): string {
  const first = targets[0]?.clusterName ?? 'nothing';
  return targets.length === 1 ? `Repave ${first}` : `Repave ${first} and ${targets.length - 1} more`;
}
