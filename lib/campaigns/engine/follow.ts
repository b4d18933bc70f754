import { formatDuration } from '#lib/kernel/duration.ts';
import { currentIntent } from './intent.ts';
import type { Intent, StoredTarget } from './intent.ts';
import type { AdvanceInput } from './advance-model.ts';
import type { Observation } from './kind.ts';
import { judgeSight } from './sight.ts';
import { block, change, withIntent } from './target-step.ts';
import type { Step } from './target-step.ts';

/** Reads on from the world how far a target's step has come; asks for nothing. */
export function followTarget(target: StoredTarget, input: AdvanceInput): Step {
  const intent = currentIntent(target);
  const observation = input.looks.get(target.id)?.observation;
  if (!intent || !observation) return change(target, {});
  const unseen = judgeSight(target, observation, input);
  if (unseen) return unseen;
  if (observation.obstacle !== null) return block(target, observation.obstacle, 'target-blocked');
  if (target.state === 'acting') return followCall(target, intent, observation, input);
  if (observation.done) return countObservation(target, observation, input);
  return followRollout(target, observation, input);
}

/** Between the call and its answer; after a crash it is the world that says whether the call went through. */
function followCall(target: StoredTarget, intent: Intent, observation: Observation, { now, plannedOf, titleOf, campaign }: AdvanceInput): Step {
  if (observation.acknowledged) {
    const title = titleOf(plannedOf(target), target.step);
    return change(target, { state: 'converging', reason: observation.reason, intents: withIntent(target, { acknowledgedAt: now.toISOString(), error: null, retryAt: null }) }, {
      events: [{ targetId: target.id, tone: 'progress', code: 'step-acknowledged', message: `${target.clusterName}: Cluster API has the request for ${title}.` }],
    });
  }
  // Nothing is asked again while a campaign is stopped, so that time is not its cluster's.
  const late = campaign.state === 'running' && motionMs(target, now) > campaign.strategy.targetTimeoutSeconds * 1000;
  return late ? timeOut(target, intent.error ?? 'no answer came', now) : change(target, {});
}

function followRollout(target: StoredTarget, { reason }: Observation, { now, campaign }: AdvanceInput): Step {
  if (motionMs(target, now) > campaign.strategy.targetTimeoutSeconds * 1000) return timeOut(target, reason, now);
  return change(target, { state: 'converging', reason, observations: 0, observedAt: null });
}

function timeOut(target: StoredTarget, reason: string, now: Date): Step {
  const words = `not done after ${formatDuration(motionMs(target, now))}: ${reason}. What Cluster API has begun goes on by itself.`;
  return change(target, { state: 'failed', reason: words, finishedAt: now, observations: 0, observedAt: null }, {
    events: [{ targetId: target.id, tone: 'failure', code: 'target-failed', message: `${target.clusterName} failed: ${words}` }],
    audit: [{ action: 'campaign.target.fail', reason: words, data: { clusterId: target.clusterId, cluster: target.clusterName, step: target.step } }],
  });
}

/** How long the target's steps have been in motion; the time between steps, a pause say, does not count. */
function motionMs({ intents }: StoredTarget, now: Date): number {
  return intents.reduce((sum, { watchedFrom, doneAt }) => sum + (doneAt === null ? now.getTime() : Date.parse(doneAt)) - Date.parse(watchedFrom), 0);
}

/** One good look may be an accident of timing; only looks at something newer count. */
function countObservation(target: StoredTarget, { observedAt }: Observation, input: AdvanceInput): Step {
  const { campaign: { strategy }, now, plannedOf, titleOf } = input;
  if (observedAt === null || (target.observedAt !== null && Date.parse(observedAt) <= target.observedAt.getTime())) return change(target, {});
  const observations = target.observations + 1;
  if (observations < strategy.requiredObservations) {
    return change(target, { state: 'soaking', observations, observedAt: new Date(observedAt), reason: `${titleOf(plannedOf(target), target.step)} seen done ${observations} of ${strategy.requiredObservations} times` });
  }
  const planned = plannedOf(target);
  const intents = withIntent(target, { doneAt: now.toISOString() });
  const count = planned.steps[target.step]?.machines.length ?? 0;
  const stepDone = { targetId: target.id, tone: 'progress' as const, code: 'step-done', message: `${target.clusterName}: ${count} machine${count === 1 ? '' : 's'} of ${titleOf(planned, target.step)} replaced.` };
  if (target.step + 1 < planned.steps.length) {
    return change(target, { state: 'preflight', step: target.step + 1, intents, observations: 0, observedAt: null, reason: `next: ${titleOf(planned, target.step + 1)}` }, { events: [stepDone] });
  }
  return change(target, { state: 'succeeded', intents, observations, observedAt: new Date(observedAt), reason: null, finishedAt: now }, {
    events: [stepDone, { targetId: target.id, tone: 'success', code: 'target-succeeded', message: `${target.clusterName} is done: every planned machine has been replaced.` }],
    audit: [{ action: 'campaign.target.succeed', data: { clusterId: target.clusterId, cluster: target.clusterName } }],
  });
}
