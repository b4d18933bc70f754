import { contentHash } from '#lib/kernel/canonical-json.ts';
import type { AuditActor } from '#lib/audit/model.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { CampaignError } from './campaign-error.ts';
import { record } from './engine/record.ts';
import type { CampaignRecord } from './engine/record.ts';
import { lockCampaign, readPlan, readTargets } from './engine/store.ts';
import type { StoredCampaign } from './engine/store.ts';
import { defaultName, endedByAbort, maySkip, readmitted, skippedBy, strategyFor } from './command-rules.ts';
import { isMoving } from './engine/advance-model.ts';
import { describeEnding, endingOf } from './engine/ending.ts';
import { findHolders } from './engine/holders.ts';
import { campaignKindOf } from './kinds/registry.ts';
import { readMachineSeconds, withMachineSeconds } from './machine-seconds.ts';
import type { CampaignKind, CampaignPlan, CampaignState, CampaignStrategy, StoredTargetState } from './model.ts';
import { withHolders } from './taken.ts';

/** Who commands, why, in which request, and when: the present unless said. */
export type Command = { actor: AuditActor; reason?: string | null; requestId?: string | null; now?: Date };

/** What a campaign is made of; without a name it gets one of its clusters'. A strategy's missing parts are as {@link strategyFor} says. */
export type NewCampaign = {
  kind: CampaignKind;
  name?: string;
  /** Taken in this order; doubles are dropped, in whatever case. */
  clusterIds: readonly string[];
  parameters?: Record<string, unknown>;
  strategy?: Partial<CampaignStrategy>;
  /** A draft whose place it takes: that one is aborted in the same transaction. */
  replaces?: string;
};

/** A stored draft with the plan that a person is to look at. */
export type CampaignPreview = { id: string; name: string; state: CampaignState; plan: CampaignPlan; planHash: string };

/**
 * Plans a campaign on what is stored now and keeps it as a draft; nothing is asked of any cluster.
 * What stands in the way is part of the plan, unknown clusters too. Throws CampaignError: `nothing-to-do` without
 * clusters; `not-found`, `wrong-state` of what it is to replace.
 */
export async function createCampaign(db: Database, input: NewCampaign, command: Command): Promise<CampaignPreview> {
  const clusterIds = [...new Set(input.clusterIds.map((id) => id.toLowerCase()))];
  if (clusterIds.length === 0) throw new CampaignError('nothing-to-do', 'A campaign needs at least one cluster.');
  const kind = campaignKindOf(input.kind);
  return withTransaction(db.pool, async (client) => {
    const now = command.now ?? new Date();
    if (input.replaces !== undefined) await replaceDraft(client, input.replaces, command);
    const snapshots = await kind.readSnapshots(client, clusterIds, now);
    const planned = withMachineSeconds(kind.plan(clusterIds, snapshots, now), await readMachineSeconds(client, input.kind, clusterIds));
    const targets = withHolders(planned, await findHolders(client, clusterIds, null));
    const plan: CampaignPlan = { kind: input.kind, parameters: input.parameters ?? {}, strategy: strategyFor(targets, input.strategy), targets };
    const planHash = contentHash(plan);
    const name = input.name ?? defaultName(plan);
    const { rows } = await client.query<{ id: string }>(
      `INSERT INTO campaigns (kind, name, state, parameters, strategy, plan, plan_hash, created_by, created_by_name, created_at, changed_at)
       VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id`,
      [plan.kind, name, JSON.stringify(plan.parameters), JSON.stringify(plan.strategy), JSON.stringify(plan), planHash, `${command.actor.kind}:${command.actor.id}`, command.actor.name, now],
    );
    const id = rows[0]!.id;
    await client.query(
      `INSERT INTO campaign_targets (campaign_id, ordinal, cluster_id, cluster_name, state)
       SELECT $1, n - 1, cluster_id, cluster_name, 'pending' FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS t(cluster_id, cluster_name, n)`,
      [id, targets.map(({ clusterId }) => clusterId), targets.map(({ clusterName }) => clusterName)],
    );
    const machines = targets.reduce((sum, { steps }) => sum + steps.reduce((count, step) => count + step.machines.length, 0), 0);
    await record(client, { id, name }, command.actor, {
      campaign: null, targets: [],
      events: [{ targetId: null, tone: 'info', code: 'campaign-created', message: `Planned by ${command.actor.name}: ${countWords(targets.length, 'cluster')}, ${countWords(machines, 'machine')}.` }],
      audit: [{ action: 'campaign.create', reason: command.reason, requestId: command.requestId, data: { kind: plan.kind, planHash, clusters: targets.map(({ clusterName }) => clusterName) } }],
    }, now);
    return { id, name, state: 'draft' as const, plan, planHash };
  });
}

/**
 * Starts a draft by the plan that was seen. Throws CampaignError: `not-found`, `wrong-state`, `plan-changed` when the
 * hash is another one or the world has moved in what matters, `nothing-to-do`, `cluster-busy`.
 */
export async function startCampaign(db: Database, id: string, planHash: string, command: Command): Promise<void> {
  await act(db, id, command, 'start', ['draft'], async (client, campaign, now) => {
    // Starts take turns, so that two of them cannot both find the same cluster free.
    await client.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.startCampaign]);
    if (campaign.planHash !== planHash) throw new CampaignError('plan-changed', 'The stored plan is not the one with this hash. Look at the plan again and start that one.');
    const plan = await readPlan(client, id);
    if (plan.targets.every(({ steps }) => steps.length === 0)) throw new CampaignError('nothing-to-do', `There is nothing to do: ${plan.targets[0]?.blockers[0]?.message ?? 'the plan is empty.'}`);
    const clusterIds = plan.targets.map(({ clusterId }) => clusterId);
    const holders = await findHolders(client, clusterIds, id);
    const taken = plan.targets.find(({ clusterId }) => holders.has(clusterId));
    const holder = taken && holders.get(taken.clusterId);
    if (taken && holder) throw new CampaignError('cluster-busy', `Cluster ${taken.clusterName} is in the hands of the campaign ${holder.name} (${holder.state}). Let it end or abort it first.`);
    const kind = campaignKindOf(plan.kind);
    const fresh = kind.plan(clusterIds, await kind.readSnapshots(client, clusterIds, now), now);
    const differences = plan.targets.flatMap((target, index) => kind.compare(target, fresh[index]!));
    if (differences.length > 0) {
      const more = differences.length > 3 ? ` And ${differences.length - 3} more.` : '';
      throw new CampaignError('plan-changed', `The world has moved since the plan was made. ${differences.slice(0, 3).join(' ')}${more} Plan again.`);
    }
    return { campaign: { state: 'running', reason: null, started: true }, targets: [], message: `Started by ${command.actor.name}.`, data: { planHash } };
  });
}

/** Nothing new starts from the commit on; what the clusters have begun goes on. Throws CampaignError `not-found`, `wrong-state`. */
export async function pauseCampaign(db: Database, id: string, command: Command): Promise<void> {
  await act(db, id, command, 'pause', ['running'], async () => ({
    campaign: { state: 'paused', reason: because(`Paused by ${command.actor.name}`, command) }, targets: [],
    message: `Paused by ${command.actor.name}: nothing new starts, what the clusters have begun goes on.`,
  }));
}

/** Goes on after a pause or a halt; failed and blocked clusters are taken up again where they stopped. Throws CampaignError `not-found`, `wrong-state`. */
export async function resumeCampaign(db: Database, id: string, command: Command): Promise<void> {
  await act(db, id, command, 'resume', ['paused', 'halted'], async (client, _campaign, now) => ({
    campaign: { state: 'running', reason: null },
    targets: (await readTargets(client, id)).flatMap((target) => readmitted(target, now) ?? []),
    message: `Resumed by ${command.actor.name}.`,
  }));
}

/** Ends a campaign: nothing new starts; what the clusters have begun goes on by itself. Throws CampaignError `not-found`, `wrong-state`. */
export async function abortCampaign(db: Database, id: string, command: Command): Promise<void> {
  await act(db, id, command, 'abort', ['draft', 'awaiting-approval', 'scheduled', 'running', 'paused', 'halted'], abandonment(command));
}

/**
 * Takes a cluster that waits, failed or is blocked out of a campaign for good, so that the others can get through; a
 * campaign with nothing left ends. Throws CampaignError `not-found`, `wrong-state`.
 */
export async function skipTarget(db: Database, id: string, clusterId: string, command: Command): Promise<void> {
  await act(db, id, command, 'skip', ['running', 'paused', 'halted'], async (client, _campaign, now) => {
    const targets = await readTargets(client, id);
    const target = targets.find((candidate) => candidate.clusterId === clusterId.toLowerCase());
    if (!target) throw new CampaignError('not-found', 'The campaign has no such cluster.');
    if (!maySkip(target)) throw new CampaignError('wrong-state', `${target.clusterName} is ${isMoving(target) ? 'in motion' : target.state}, so it cannot be skipped.${isMoving(target) ? ' Pause or abort the campaign, or wait until it halts.' : ''}`);
    const skipped = skippedBy(target, command.actor.name, now);
    return {
      campaign: endingOf(targets.map((candidate) => (candidate.id === target.id ? skipped : candidate))), targets: [skipped], targetId: target.id,
      message: `${target.clusterName} was skipped by ${command.actor.name}.`, data: { clusterId, cluster: target.clusterName, was: target.state },
    };
  });
}

const abandonment = (command: Command): Decide => async (client, { id }, now) => {
  const targets = (await readTargets(client, id)).flatMap((target) => endedByAbort(target, now) ?? []);
  const namesOf = (state: StoredTargetState) => targets.filter((target) => target.state === state).map(({ clusterName }) => clusterName);
  const [partWay, notStarted] = [namesOf('part-way'), namesOf('not-started')];
  return {
    campaign: { state: 'aborted', reason: because(`Aborted by ${command.actor.name}`, command), finished: true },
    targets,
    message: `Aborted by ${command.actor.name}: nothing new starts.${tellCount(partWay.length, 'left part-way')}${tellCount(notStarted.length, 'not started')}`,
    data: { partWay, notStarted },
  };
};

async function replaceDraft(client: Queryable, id: string, command: Command): Promise<void> {
  const draft = await lockCampaign(client, id, 'wait');
  if (draft && draft.state !== 'draft') throw new CampaignError('wrong-state', `Only a draft can be replaced: ${draft.name} is ${draft.state}.`);
  const replacing = { ...command, reason: 'Planned again' };
  await actIn(client, id, replacing, 'abort', ['draft'], abandonment(replacing));
}

type Change = Pick<CampaignRecord, 'campaign' | 'targets'> & { message: string; data?: Record<string, unknown>; targetId?: string };

type Decide = (client: Queryable, campaign: StoredCampaign, now: Date) => Promise<Change>;

async function act(db: Database, id: string, command: Command, verb: string, from: readonly CampaignState[], decide: Decide): Promise<void> {
  await withTransaction(db.pool, (client) => actIn(client, id, command, verb, from, decide));
}

async function actIn(client: Queryable, id: string, command: Command, verb: string, from: readonly CampaignState[], decide: Decide): Promise<void> {
  const campaign = await lockCampaign(client, id, 'wait');
  if (!campaign) throw new CampaignError('not-found', 'There is no such campaign.');
  if (!from.includes(campaign.state)) throw new CampaignError('wrong-state', `The campaign is ${campaign.state}, so it cannot ${verb}.`);
  const now = command.now ?? new Date();
  const { campaign: state, targets, message, data, targetId = null } = await decide(client, campaign, now);
  await record(client, campaign, command.actor, {
    campaign: state, targets,
    events: [
      { targetId, tone: verb === 'start' || verb === 'resume' ? 'info' : 'attention', code: `${targetId ? 'target' : 'campaign'}-${verb}`, message: command.reason ? `${message} Reason: ${command.reason}` : message },
      // A skip may be what the campaign's end waited for; the other commands say their own ends.
      ...(targetId && state ? [{ targetId: null, tone: state.state === 'succeeded' ? 'success' as const : 'attention' as const, code: `campaign-${state.state}`, message: describeEnding(state) }] : []),
    ],
    audit: [
      { action: `campaign${targetId ? '.target' : ''}.${verb}`, reason: command.reason, requestId: command.requestId, data },
      ...(targetId && state ? [{ action: state.state === 'succeeded' ? 'campaign.succeed' : 'campaign.abort', reason: state.reason, requestId: command.requestId }] : []),
    ],
  }, now);
}

function tellCount(count: number, words: string): string {
  return count === 0 ? '' : ` ${count} ${count === 1 ? 'cluster was' : 'clusters were'} ${words}.`;
}

function because(text: string, { reason }: Command): string {
  return reason ? `${text}: ${reason}` : `${text}.`;
}
