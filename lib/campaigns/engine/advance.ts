import type { StoredTarget } from './intent.ts';
import { describeEnding, endingOf } from './ending.ts';
import { enterTarget, orderOfPending } from './enter.ts';
import { followTarget } from './follow.ts';
import { isMoving } from './advance-model.ts';
import type { AdvanceInput, CampaignEventDraft, Decision } from './advance-model.ts';
import { pressOn } from './press-on.ts';
import { named } from './target-step.ts';
import type { Step } from './target-step.ts';

/**
 * Decides what happens next in a campaign. Pure: everything it knows is in `input`.
 * First every target in motion is followed, whatever the campaign's state; only a running campaign
 * that nothing halts asks for anything new, so trouble with one target keeps every other call back.
 */
export function advance(input: AdvanceInput): Decision {
  const { campaign, now } = input;
  const decision: Decision = { campaign: null, targets: [], events: [], audit: [], calls: [] };
  const targets = new Map(input.targets.map((target) => [target.id, target]));
  const changed = new Set<string>();
  let halt: string | null = null;

  const take = (step: Step) => {
    if (step.target !== targets.get(step.target.id)) {
      targets.set(step.target.id, step.target);
      changed.add(step.target.id);
    }
    decision.events.push(...step.events);
    decision.audit.push(...step.audit);
    if (step.call) decision.calls.push({ targetId: step.target.id, intent: step.call });
    halt ??= step.halt ?? haltByFailures([...targets.values()], campaign.strategy.failureThreshold);
  };
  const inMotion = () => [...targets.values()].filter(isMoving);

  for (const target of inMotion()) take(followTarget(target, input));

  const mayStart = () => campaign.state === 'running' && halt === null;
  if (mayStart()) {
    const steps = inMotion().map((target) => pressOn(target, input));
    const halting = steps.filter((step) => step.halt !== null);
    for (const step of halting.length > 0 ? halting : steps) take(step);
  }
  for (const target of orderOfPending([...targets.values()], input.plannedOf)) {
    if (mayStart() && inMotion().length < campaign.strategy.concurrency) take(enterTarget(target, input));
  }

  decision.campaign = nextState(campaign.state, [...targets.values()], halt);
  decision.events.push(...campaignEvents(decision.campaign));
  if (decision.campaign) decision.audit.push({ action: `campaign.${decision.campaign.state === 'halted' ? 'halt' : 'succeed'}`, reason: decision.campaign.reason, data: { at: now.toISOString() } });
  decision.targets = [...changed].map((id) => targets.get(id)!);
  return decision;
}

function haltByFailures(targets: readonly StoredTarget[], threshold: number): string | null {
  const failed = targets.filter(({ state }) => state === 'failed');
  if (failed.length < threshold) return null;
  const [first, ...others] = failed;
  return first && others.length === 0 ? named(first, first.reason ?? 'no reason is known', ' failed') : `${failed.length} clusters failed, and the campaign stops at ${threshold}.`;
}

function nextState(state: AdvanceInput['campaign']['state'], targets: readonly StoredTarget[], halt: string | null): Decision['campaign'] {
  if (halt !== null) return state === 'halted' ? null : { state: 'halted', reason: halt, finished: false };
  const ending = endingOf(targets);
  // A halted one ends by itself only when a person has skipped what held it.
  if (ending || state === 'halted') return ending;
  if (targets.some((target) => target.state === 'pending' || isMoving(target))) return null;
  const left = targets.filter(({ state: now }) => now === 'failed' || now === 'blocked');
  return { state: 'halted', reason: `${left.length} of ${targets.length} clusters did not get through; the others are done. Resume to try them again, skip them, or abort.`, finished: false };
}

function campaignEvents(change: Decision['campaign']): CampaignEventDraft[] {
  if (!change) return [];
  return change.state !== 'halted'
    ? [{ targetId: null, tone: 'success', code: 'campaign-succeeded', message: describeEnding(change) }]
    : [{ targetId: null, tone: 'attention', code: 'campaign-halted', message: `Halted, nothing new starts. ${change.reason}` }];
}
