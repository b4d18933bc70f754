import type pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import type { Database } from '#lib/platform/db/database.ts';
import type { CampaignKind, CampaignPlan } from '../model.ts';
import type { ActuatorOf } from '../ports.ts';
import { findHolders } from './holders.ts';
import { advance } from './advance.ts';
import { isMoving } from './advance-model.ts';
import type { Call, Look } from './advance-model.ts';
import { takeAnswer } from './answer.ts';
import { inTransaction, withClaim } from './claim.ts';
import type { CampaignKindDefinition } from './kind.ts';
import { engineActor, record } from './record.ts';
import { lockCampaign, readPlan, readTargets } from './store.ts';
import type { StoredCampaign } from './store.ts';
import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';

/** What ticking needs; one for a whole process. */
export type TickContext = {
  db: Database;
  kinds: ReadonlyMap<CampaignKind, CampaignKindDefinition>;
  actuatorOf: ActuatorOf;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  now(): Date;
  /** A number in [0, 1), for backoff. */
  random(): number;
  /** Until then what cannot be seen is waited for. */
  patienceUntil: Date;
  callTimeoutMs: number;
  /** Plans already read, by campaign; a plan never changes. */
  plans: Map<string, CampaignPlan>;
  signal: AbortSignal;
};

/** `busy`: another worker has it. `idle`: nothing will move before a person acts. `active`: tick again. */
export type TickOutcome = 'busy' | 'idle' | 'active';

/** Moves one campaign on by one decision and makes the calls that it asks for. Short; may be killed anywhere. */
export async function tickCampaign(campaignId: string, context: TickContext): Promise<TickOutcome> {
  const outcome = await withClaim(context.db.pool, campaignId, async (client) => {
    const { calls, active } = await decide(client, campaignId, context);
    for (const call of calls) await makeCall(client, campaignId, call, context);
    return active ? 'active' as const : 'idle' as const;
  });
  if (outcome === 'idle') context.plans.delete(campaignId);
  return outcome ?? 'busy';
}

/** Reads campaign and world, decides, and commits the decision; the calls are still to be made. */
export async function decide(client: pg.PoolClient, campaignId: string, context: TickContext): Promise<{ calls: Call[]; active: boolean }> {
  return inTransaction(client, async () => {
    const campaign = await lockCampaign(client, campaignId, 'skip');
    // Held by a command at this moment, or gone: the next tick will see.
    if (!campaign) return { calls: [], active: true };
    const kind = context.kinds.get(campaign.kind);
    const targets = await readTargets(client, campaignId);
    if (!kind || !needsTicks(campaign, targets)) return { calls: [], active: false };
    const plan = await planOf(client, campaign, context.plans);
    const plannedOf = (target: StoredTarget) => plan.targets[target.ordinal]!;
    const now = context.now();
    const looks = await look(client, campaign, kind, targets.filter(isMoving), plannedOf, now);
    const decision = advance({ campaign, targets, plannedOf, titleOf: kind.titleOf, looks, now, patienceUntil: context.patienceUntil });
    await record(client, campaign, engineActor, decision, now);
    for (const { code, message } of decision.events) context.log.info({ campaignId, code }, message);
    const changed = new Map(decision.targets.map((target) => [target.id, target]));
    const after = { ...campaign, state: decision.campaign?.state ?? campaign.state };
    return { calls: decision.calls, active: needsTicks(after, targets.map((target) => changed.get(target.id) ?? target)) };
  });
}

/** Makes one call and records its answer. */
export async function makeCall(client: pg.PoolClient, campaignId: string, { targetId, intent }: Call, context: TickContext): Promise<void> {
  const plan = context.plans.get(campaignId) ?? await readPlan(client, campaignId);
  const { rows } = await client.query<{ kind: CampaignKind; ordinal: number }>('SELECT c.kind, t.ordinal FROM campaign_targets t JOIN campaigns c ON c.id = t.campaign_id WHERE t.id = $1', [targetId]);
  const found = rows[0];
  const kind = found && context.kinds.get(found.kind);
  const planned = found && plan.targets[found.ordinal];
  if (!kind || !planned) return;

  let thrown: unknown = null;
  try {
    await kind.act(planned, intent, context.actuatorOf, AbortSignal.any([context.signal, AbortSignal.timeout(context.callTimeoutMs)]));
  } catch (error) {
    // A call cut short by our own end has no answer; the next worker asks for the same.
    if (context.signal.aborted) return;
    thrown = error ?? new Error('the call failed without saying why');
    context.log.warn({ campaignId, cluster: planned.clusterName, error: describeError(thrown) }, 'a call of a campaign failed');
  }

  await inTransaction(client, async () => {
    const campaign = await lockCampaign(client, campaignId, 'wait');
    const target = campaign && (await readTargets(client, campaignId)).find(({ id }) => id === targetId);
    const now = context.now();
    const step = target && takeAnswer(target, intent.after, thrown, now, context.random());
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

function needsTicks({ state }: Pick<StoredCampaign, 'state'>, targets: readonly StoredTarget[]): boolean {
  // What a person stopped, or what has halted, is still followed as long as clusters are in motion.
  return state === 'running' || ((state === 'paused' || state === 'halted') && targets.some(isMoving));
}

async function planOf(client: pg.PoolClient, { id }: StoredCampaign, plans: Map<string, CampaignPlan>): Promise<CampaignPlan> {
  const plan = plans.get(id) ?? await readPlan(client, id);
  plans.set(id, plan);
  return plan;
}

/** Looks only at what is in motion, in a constant number of statements. */
async function look(client: pg.PoolClient, { id }: StoredCampaign, kind: CampaignKindDefinition, moving: readonly StoredTarget[], plannedOf: (target: StoredTarget) => CampaignPlan['targets'][number], now: Date): Promise<Map<string, Look>> {
  const clusterIds = moving.map(({ clusterId }) => clusterId);
  const snapshots = await kind.readSnapshots(client, clusterIds, now);
  const holders = await findHolders(client, clusterIds, id);
  return new Map(moving.map((target): [string, Look] => {
    const planned = plannedOf(target);
    const snapshot = snapshots.get(target.clusterId);
    const intent = currentIntent(target);
    if (intent && intent.sentAt !== null) return [target.id, { observation: kind.observe(planned, intent, snapshot, now) }];
    const preflight = kind.preflight(planned, target.step, snapshot, now);
    const holder = holders.get(target.clusterId);
    const held = holder ? [`Cluster ${target.clusterName} is in the hands of the campaign ${holder.name}.`] : [];
    return [target.id, { preflight: { ...preflight, obstacles: [...held, ...preflight.obstacles] } }];
  }));
}
