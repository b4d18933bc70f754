import type pg from 'pg';
import { AppError, describeError } from '#lib/kernel/app-error.ts';
import { formatDuration } from '#lib/kernel/duration.ts';
import { inTransaction } from '#lib/platform/db/queryable.ts';
import type { PlannedTarget } from '../model.ts';
import type { ActuatorErrorCode } from '../ports.ts';
import type { Call } from './advance-model.ts';
import { takeAnswer } from './answer.ts';
import { beginCall } from './begin-call.ts';
import type { Intent } from './intent.ts';
import type { CampaignKindDefinition } from './kind.ts';
import { engineActor, record } from './record.ts';
import { lockCampaign, readPlan, readTargets } from './store.ts';
import type { TickContext } from './tick-context.ts';

/**
 * Makes one call and records its answer, on the connection that holds the claim: whoever has lost that one fails
 * before the call. Nothing goes out when the campaign was stopped since the decision; what is out already is recorded
 * whatever the campaign's state is by then.
 */
export async function makeCall(client: pg.PoolClient, campaignId: string, call: Call, context: TickContext): Promise<void> {
  if (context.signal.aborted) return;
  const begun = await begin(client, campaignId, call, context);
  if (!begun) return;
  const { kind, planned, intent } = begun;
  let thrown: unknown = null;
  try {
    await within(context, (signal) => kind.act(planned, intent, context.actuatorOf, signal));
  } catch (error) {
    // A call cut short by our own end has no answer; the next worker asks for the same.
    if (context.signal.aborted) return;
    thrown = error ?? new Error('the call failed without saying why');
    context.log.warn({ campaignId, cluster: planned.clusterName, error: describeError(thrown) }, 'a call of a campaign failed');
  }
  await recordAnswer(client, campaignId, { targetId: call.targetId, intent }, thrown, context);
}

/** Runs a call for as long as it may take. One that goes on regardless would hold up its whole campaign, pauses and halts too. */
async function within({ signal, callTimeoutMs }: TickContext, act: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const timeout = AbortSignal.timeout(callTimeoutMs);
  const over = AbortSignal.any([signal, timeout]);
  over.throwIfAborted();
  const given = Promise.withResolvers<never>();
  const giveUp = (): void => given.reject(timeout.aborted ? new AppError<ActuatorErrorCode>('unreachable', `No answer came within ${formatDuration(callTimeoutMs)}.`, { retryable: true }) : over.reason);
  over.addEventListener('abort', giveUp, { once: true });
  try {
    await Promise.race([act(over), given.promise]);
  } finally {
    over.removeEventListener('abort', giveUp);
  }
}

type Begun = { kind: CampaignKindDefinition; planned: PlannedTarget; intent: Intent };

/** Commits that the call is made now, under the campaign's lock: a pause or an abort comes before it, or after. */
async function begin(client: pg.PoolClient, campaignId: string, { targetId, intent }: Call, context: TickContext): Promise<Begun | null> {
  const plan = context.plans.get(campaignId) ?? await readPlan(client, campaignId);
  return inTransaction(client, async () => {
    const campaign = await lockCampaign(client, campaignId, 'wait');
    const target = campaign && (await readTargets(client, campaignId)).find(({ id }) => id === targetId);
    const kind = campaign && context.kinds.get(campaign.kind);
    const planned = target && plan.targets[target.ordinal];
    if (!campaign || !kind || !planned) return null;
    const now = context.now();
    const begun = beginCall(campaign.state, target, intent, kind.titleOf(planned, intent.step), now);
    if (!begun) return null;
    await record(client, campaign, engineActor, { campaign: null, targets: [begun], events: [], audit: [] }, now);
    return { kind, planned, intent: begun.intents.find(({ step }) => step === intent.step)! };
  });
}

async function recordAnswer(client: pg.PoolClient, campaignId: string, { targetId, intent }: Call, thrown: unknown, context: TickContext): Promise<void> {
  await inTransaction(client, async () => {
    const campaign = await lockCampaign(client, campaignId, 'wait');
    const target = campaign && (await readTargets(client, campaignId)).find(({ id }) => id === targetId);
    const now = context.now();
    const step = target && takeAnswer(campaign.state, target, intent.after, thrown, now, context.random());
    if (!campaign || !step) return;
    const halted = step.halt !== null && (campaign.state === 'running' || campaign.state === 'paused');
    await record(client, campaign, engineActor, {
      campaign: halted ? { state: 'halted', reason: step.halt } : null,
      targets: [step.target],
      events: [...step.events, ...(halted ? [{ targetId: null, tone: 'attention' as const, code: 'campaign-halted', message: `Halted, nothing new starts. ${step.halt}` }] : [])],
      audit: [...step.audit, ...(halted ? [{ action: 'campaign.halt', reason: step.halt }] : [])],
    }, now);
  });
}
