import type { CampaignState } from '../model.ts';
import { currentIntent } from './intent.ts';
import type { Intent, StoredTarget } from './intent.ts';
import { withIntent } from './target-step.ts';

/**
 * The target with the call on record that is to be made now; null when it must not be made: the campaign was
 * stopped since it was decided on, or the target has moved on. What is not begun so has certainly not been sent.
 */
export function beginCall(state: CampaignState, target: StoredTarget, { after, sends }: Intent, title: string, now: Date): StoredTarget | null {
  const intent = currentIntent(target);
  if (state !== 'running' || target.state !== 'acting' || !intent) return null;
  if (intent.after !== after || intent.sends !== sends || intent.acknowledgedAt !== null) return null;
  return { ...target, reason: asking(title), intents: withIntent(target, { sentAt: now.toISOString(), sends: sends + 1, retryAt: null }) };
}

/** What a target does that asks for a step. */
export function asking(title: string): string {
  return `asks Cluster API to roll ${title}`;
}
