import { asking } from './begin-call.ts';
import { currentIntent } from './intent.ts';
import type { Intent, StoredTarget } from './intent.ts';
import type { AdvanceInput } from './advance-model.ts';
import type { Observation, Preflight } from './kind.ts';
import { judgeSight } from './sight.ts';
import { block, change } from './target-step.ts';
import type { Step } from './target-step.ts';

// Cluster API ignores a value that has not passed yet by its own clock, and does not come back to it soon.
const settleMs = 1000;

/** Asks for a target's next step, or says that what was asked for is to be sent now, or again. Only for a running campaign. */
export function pressOn(target: StoredTarget, input: AdvanceInput): Step {
  const intent = currentIntent(target);
  const preflight = input.looks.get(target.id)?.preflight;
  if (target.state === 'preflight' && !intent) return preflight ? judgePreflight(target, preflight, input) ?? ask(target, preflight, input) : change(target, {});
  if (target.state !== 'acting' || !intent) return change(target, {});
  const nowMs = input.now.getTime();
  const due = nowMs >= Date.parse(intent.after) + settleMs && (intent.retryAt === null || nowMs >= Date.parse(intent.retryAt));
  const call = change(target, {}, { call: due ? intent : null });
  // Once it may have been sent, the world may show its effects: then the same value is asked for again, and never blindly.
  if (intent.sentAt !== null) return maySendAgain(intent, intent.sentAt, input.looks.get(target.id)?.observation) ? call : change(target, {});
  return preflight ? judgePreflight(target, preflight, input) ?? call : change(target, {});
}

/** A call without an answer, as after a crash, is made again once something newer than it does not show its value; one that failed, in its time. */
function maySendAgain({ retryAt }: Intent, sentAt: string, observation: Observation | undefined): boolean {
  if (!observation || observation.unseen !== null || observation.observedAt === null) return false;
  return retryAt !== null || Date.parse(observation.observedAt) > Date.parse(sentAt);
}

function judgePreflight(target: StoredTarget, preflight: Preflight, input: AdvanceInput): Step | null {
  const unseen = judgeSight(target, preflight, input);
  if (unseen) return unseen;
  return preflight.obstacles.length > 0 ? block(target, preflight.obstacles.join(' '), 'target-blocked') : null;
}

/** Commits to one exact value, for good. */
function ask(target: StoredTarget, { notBefore }: Preflight, { now, plannedOf, titleOf }: AdvanceInput): Step {
  const afterMs = Math.ceil(Math.max(now.getTime(), notBefore === null ? 0 : Date.parse(notBefore)) / 1000) * 1000;
  const at = now.toISOString();
  const intent: Intent = {
    step: target.step, after: new Date(afterMs).toISOString().replace('.000Z', 'Z'), requestedAt: at,
    sentAt: null, sends: 0, acknowledgedAt: null, doneAt: null, error: null, retryAt: null, watchedFrom: at,
  };
  const planned = plannedOf(target);
  const title = titleOf(planned, target.step);
  const machines = planned.steps[target.step]?.machines.length ?? 0;
  return change(target, { state: 'acting', reason: asking(title), intents: [...target.intents, intent] }, {
    events: [{
      targetId: target.id, tone: 'progress', code: 'step-asked', data: { step: target.step, after: intent.after },
      message: `${target.clusterName}: replacing ${machines} machine${machines === 1 ? '' : 's'} of ${title}, all that were created before ${intent.after}.`,
    }],
    audit: [{ action: 'campaign.target.act', data: { clusterId: target.clusterId, cluster: target.clusterName, step: target.step, group: title, rolloutAfter: intent.after } }],
  });
}

