import { CursorError } from '#lib/kernel/cursor-error.ts';
import { isUuid } from '#lib/kernel/uuid.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { CampaignEventDraft } from './engine/advance-model.ts';
import { maySkip } from './command-rules.ts';
import { readTargets } from './engine/store.ts';
import type { StoredTarget } from './engine/intent.ts';
import { campaignKindOf } from './kinds/registry.ts';
import { isBlocking, publishedState } from './model.ts';
import type { CampaignPlan, CampaignState, CampaignStrategy, SkipCause, TargetState } from './model.ts';
import type { TargetMachineProgress } from './engine/progress-model.ts';
import { readSummaries } from './summary.ts';
import type { CampaignSummaryRow, TargetCounts } from './summary.ts';

/** Which campaigns: each filter is absent or must match; `beforeId` is the last id of the page before. */
export type CampaignFilter = { states?: readonly string[] | undefined; clusterId?: string | undefined; beforeId?: string | undefined; limit: number };

/** Newest first; `nextBeforeId` asks for the next page, null on the last. `total` counts all that match. */
export type CampaignPage = { items: CampaignSummaryRow[]; nextBeforeId: string | null; total: number };

/** Lists campaigns in one page by keyset, newest first. A `clusterId` that is none, or no id at all, gives an empty page; a `beforeId` that is none throws CursorError. */
export async function listCampaigns(db: Queryable, { states, clusterId, beforeId, limit }: CampaignFilter): Promise<CampaignPage> {
  if (clusterId !== undefined && !isUuid(clusterId)) return { items: [], nextBeforeId: null, total: 0 };
  const matching = `($1::text[] IS NULL OR c.state = ANY($1)) AND ($2::uuid IS NULL OR c.id IN (SELECT f.campaign_id FROM campaign_targets f WHERE f.cluster_id = $2::uuid))`;
  const filters = [states ?? null, clusterId ?? null];
  const older = `($3::uuid IS NULL OR (c.created_at, c.id) < (SELECT created_at, id FROM campaigns WHERE id = $3::uuid))`;
  if (beforeId !== undefined && !(isUuid(beforeId) && (await db.query('SELECT FROM campaigns WHERE id = $1', [beforeId])).rowCount)) throw new CursorError();
  const [items, count] = await Promise.all([
    readSummaries(db, `${matching} AND ${older}`, [...filters, beforeId ?? null], limit + 1),
    db.query<{ total: number }>(`SELECT count(*)::int AS total FROM campaigns c WHERE ${matching}`, filters),
  ]);
  const page = items.slice(0, limit);
  return { items: page, nextBeforeId: items.length > limit ? page.at(-1)?.id ?? null : null, total: count.rows[0]?.total ?? 0 };
}

/** Campaigns that are under way or wait for a person, newest first, at most `limit`. */
export async function listActiveCampaigns(db: Queryable, limit = 20): Promise<CampaignSummaryRow[]> {
  return readSummaries(db, `c.state IN ('running', 'paused', 'halted', 'scheduled', 'awaiting-approval')`, [], limit);
}

/** One campaign as a list shows it; null when there is none, or `id` is no id. */
export async function getCampaignSummary(db: Queryable, id: string): Promise<CampaignSummaryRow | null> {
  if (!isUuid(id)) return null;
  return (await readSummaries(db, 'c.id = $1::uuid', [id], 1))[0] ?? null;
}

/** A target with what its machines are doing now. Instants are ISO 8601. */
export type CampaignTargetRow = {
  clusterId: string;
  clusterName: string;
  ordinal: number;
  state: TargetState;
  /** How it came to be skipped; null when it was not. */
  skipped: SkipCause | null;
  reason: string | null;
  /** Index of the step in motion, and how many there are. */
  step: number;
  steps: number;
  replaced: number;
  machines: TargetMachineProgress[];
  expectedSeconds: number;
  startedAt: string | null;
  finishedAt: string | null;
  /** What may be done with this target now; whether the viewer may is the caller's to judge. */
  allowed: 'skip'[];
};

/** What a person may do with a campaign. */
export type CampaignAction = 'start' | 'pause' | 'resume' | 'abort';

/** A campaign as its page shows it. `expectedSeconds` counts from its start. */
export type CampaignDetailRow = Omit<CampaignSummaryRow, 'targets'> & {
  strategy: CampaignStrategy;
  plan: { hash: string; targets: CampaignPlan['targets'] };
  counts: TargetCounts;
  /** Estimate for the whole campaign at its concurrency, without the targets that something holds by their plan. */
  expectedSeconds: number;
  targets: CampaignTargetRow[];
  /** What the state allows; whether the viewer may is the caller's to judge. */
  allowed: CampaignAction[];
};

/** A campaign with its plan and every target's machines as last observed; null when there is none, or `id` is no id. */
export async function getCampaign(db: Queryable, id: string, now = new Date()): Promise<CampaignDetailRow | null> {
  const summary = await getCampaignSummary(db, id);
  if (!summary) return null;
  const { rows } = await db.query<{ plan: CampaignPlan; planHash: string }>('SELECT plan, plan_hash AS "planHash" FROM campaigns WHERE id = $1', [id]);
  const { plan, planHash } = rows[0]!;
  const kind = campaignKindOf(summary.kind);
  const targets = await readTargets(db, id);
  const snapshots = await kind.readSnapshots(db, targets.map(({ clusterId }) => clusterId), now);
  const { targets: counts, ...rest } = summary;
  return {
    ...rest,
    counts,
    strategy: plan.strategy,
    plan: { hash: planHash, targets: plan.targets },
    expectedSeconds: expectedSecondsOf(plan),
    targets: targets.map((target) => describeTarget(summary.state, target, plan.targets[target.ordinal]!, (planned) => kind.progress(planned, { step: target.step, intents: target.intents, outcome: outcomeOf(target) }, snapshots.get(target.clusterId), now))),
    allowed: actionsAllowed(summary.state),
  };
}

function expectedSecondsOf({ targets, strategy }: CampaignPlan): number {
  const free = targets.filter(({ blockers }) => !blockers.some(isBlocking));
  return Math.ceil(free.reduce((sum, { expectedSeconds }) => sum + expectedSeconds, 0) / Math.max(1, Math.min(strategy.concurrency, free.length)));
}

function describeTarget(campaignState: CampaignState, target: StoredTarget, planned: CampaignPlan['targets'][number], progressOf: (planned: CampaignPlan['targets'][number]) => { replaced: number; machines: TargetMachineProgress[] }): CampaignTargetRow {
  const { clusterId, clusterName, ordinal, state, reason, step, startedAt, finishedAt } = target;
  return {
    clusterId, clusterName, ordinal, ...publishedState(state), reason, step, steps: planned.steps.length, ...progressOf(planned), expectedSeconds: planned.expectedSeconds,
    startedAt: startedAt?.toISOString() ?? null, finishedAt: finishedAt?.toISOString() ?? null,
    allowed: (campaignState === 'running' || campaignState === 'paused' || campaignState === 'halted') && maySkip(target) ? ['skip'] : [],
  };
}

function outcomeOf({ state }: StoredTarget): 'done' | 'left' | null {
  if (state === 'succeeded') return 'done';
  return publishedState(state).skipped === null ? null : 'left';
}

/** What may be done with a campaign in this state. */
export function actionsAllowed(state: CampaignState): CampaignAction[] {
  switch (state) {
    case 'draft': return ['start', 'abort'];
    case 'running': return ['pause', 'abort'];
    case 'paused':
    case 'halted': return ['resume', 'abort'];
    case 'awaiting-approval':
    case 'scheduled': return ['abort'];
    case 'succeeded':
    case 'aborted': return [];
  }
}

/** Something that happened in a campaign; `id` counts upwards, `at` is ISO 8601. */
export type CampaignEventRow = Pick<CampaignEventDraft, 'tone' | 'code' | 'message'> & { id: string; at: string; clusterId: string | null; clusterName: string | null };

/** Events newest first; `before` is the last id of the page before, `nextBefore` null on the last page. Null when there is no such campaign. */
export async function listCampaignEvents(db: Queryable, campaignId: string, { before, limit }: { before?: bigint | undefined; limit: number }): Promise<{ items: CampaignEventRow[]; nextBefore: bigint | null } | null> {
  if (!isUuid(campaignId)) return null;
  const { rowCount } = await db.query('SELECT FROM campaigns WHERE id = $1', [campaignId]);
  if (!rowCount) return null;
  const { rows } = await db.query<Omit<CampaignEventRow, 'at'> & { at: Date }>(
    `SELECT e.id, e.at, e.tone, e.code, e.message, t.cluster_id AS "clusterId", t.cluster_name AS "clusterName"
     FROM campaign_events e LEFT JOIN campaign_targets t ON t.id = e.target_id
     WHERE e.campaign_id = $1 AND ($2::bigint IS NULL OR e.id < $2) ORDER BY e.id DESC LIMIT $3`,
    [campaignId, before === undefined ? null : String(before), limit + 1],
  );
  const items = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString() }));
  const last = items.at(-1);
  return { items, nextBefore: rows.length > limit && last ? BigInt(last.id) : null };
}
