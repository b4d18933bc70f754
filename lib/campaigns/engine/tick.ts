import type pg from 'pg';
import { secondMs } from '#lib/kernel/duration.ts';
import { inTransaction } from '#lib/platform/db/queryable.ts';
import type { CampaignPlan } from '../model.ts';
import { findHolders } from './holders.ts';
import { advance } from './advance.ts';
import { isMoving } from './advance-model.ts';
import type { Call, Look } from './advance-model.ts';
import { withClaim } from './claim.ts';
import type { CampaignKindDefinition } from './kind.ts';
import { makeCall } from './make-call.ts';
import { engineActor, record } from './record.ts';
import { lockCampaign, readPlan, readTargets } from './store.ts';
import type { StoredCampaign } from './store.ts';
import { currentIntent } from './intent.ts';
import type { StoredTarget } from './intent.ts';
import type { TickContext } from './tick-context.ts';

/** `busy`: another worker has it. `idle`: nothing will move before a person acts. `active`: tick again. */
export type TickOutcome = 'busy' | 'idle' | 'active';

// What a decision was made on ages while its first calls take their time; the next tick looks again before it makes the others.
const decisionHoldsMs = 5 * secondMs;

/** Moves one campaign on by one decision and makes the calls that it asks for. Short; may be killed anywhere. */
export async function tickCampaign(campaignId: string, context: TickContext): Promise<TickOutcome> {
  const outcome = await withClaim(context.db.pool, campaignId, async (client) => {
    const { calls, active } = await decide(client, campaignId, context);
    const untilMs = context.now().getTime() + decisionHoldsMs;
    for (const call of inTurn(calls)) {
      if (context.now().getTime() > untilMs) break;
      await makeCall(client, campaignId, call, context);
    }
    return active ? 'active' as const : 'idle' as const;
  });
  return outcome ?? 'busy';
}

/** Those that were made least often first, so that calls that take long hold no others back for good. */
function inTurn(calls: readonly Call[]): Call[] {
  return calls.toSorted((a, b) => a.intent.sends - b.intent.sends);
}

/** Reads campaign and world, decides, and commits the decision; the calls are still to be begun, each by {@link makeCall}. */
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
async function look(client: pg.PoolClient, { id, plannedAt }: StoredCampaign, kind: CampaignKindDefinition, moving: readonly StoredTarget[], plannedOf: (target: StoredTarget) => CampaignPlan['targets'][number], now: Date): Promise<Map<string, Look>> {
  const clusterIds = moving.map(({ clusterId }) => clusterId);
  const snapshots = await kind.readSnapshots(client, clusterIds, now);
  const holders = await findHolders(client, clusterIds, id);
  return new Map(moving.map((target): [string, Look] => {
    const planned = plannedOf(target);
    const snapshot = snapshots.get(target.clusterId);
    const intent = currentIntent(target);
    if (intent && intent.sentAt !== null) return [target.id, { observation: kind.observe(planned, intent, snapshot, now) }];
    const preflight = kind.preflight(planned, { step: target.step, plannedAt }, snapshot, now);
    const holder = holders.get(target.clusterId);
    const held = holder ? [`Cluster ${target.clusterName} is in the hands of the campaign ${holder.name}.`] : [];
    return [target.id, { preflight: { ...preflight, obstacles: [...held, ...preflight.obstacles] } }];
  }));
}
