import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import type { CampaignErrorCode } from './campaign-error.ts';
import { abortCampaign, createCampaign, pauseCampaign, resumeCampaign, skipTarget, startCampaign } from './commands.ts';
import type { NewCampaign } from './commands.ts';
import { readClusterBlockers } from './cluster-blockers.ts';
import { TestWorld } from './engine/test-world.ts';
import { tickCampaign } from './engine/tick.ts';
import { getCampaign, listActiveCampaigns, listCampaignEvents, listCampaigns } from './queries.ts';

let database: TestDatabase;
let world: TestWorld;
const command = { actor: { kind: 'token' as const, id: 't1', name: 'ci' }, requestId: 'req-1' };
const noSuchId = '00000000-0000-4000-8000-00000000dead';

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = new TestWorld(database.db);
  await world.begin();
});

const create = (clusterIds: string[]) => createCampaign(database.db, { kind: 'cluster-repave', clusterIds }, command);
const refused = async (work: Promise<unknown>): Promise<CampaignErrorCode | undefined> => {
  const thrown: unknown = await work.then(() => undefined, (error: unknown) => error);
  return (thrown as { code?: CampaignErrorCode } | undefined)?.code;
};

describe('creating', () => {
  test('stores a draft with its plan and its audit record, and asks nothing of anybody', async () => {
    const clusterId = await world.addCluster('ca-one');
    const { id, plan, planHash, name, state } = await create([clusterId.toUpperCase(), clusterId]);
    expect({ name, state, clusters: plan.targets.length }).toEqual({ name: 'Repave ca-one', state: 'draft', clusters: 1 });
    const detail = await getCampaign(database.db.pool, id);
    expect(detail).toMatchObject({ state: 'draft', createdBy: 'ci', plan: { hash: planHash, targets: [{ clusterName: 'ca-one', blockers: [] }] }, allowed: ['start', 'abort'], expectedSeconds: 540 });
    expect(detail!.targets[0]!.machines.map(({ name: machine, state: now, reason }) => [machine, now, reason])).toEqual([
      ['ca-one-cp-old', 'waiting', null],
      ['ca-one-md-old-1', 'waiting', 'waits for control plane ca-one-cp'],
      ['ca-one-md-old-2', 'waiting', 'waits for control plane ca-one-cp'],
    ]);
    const { rows } = await database.db.pool.query('SELECT action, actor_name, request_id FROM audit_records WHERE object_id = $1', [id]);
    expect(rows).toEqual([{ action: 'campaign.create', actor_name: 'ci', request_id: 'req-1' }]);
  });

  test('gives a large cluster time for twice what its repave is expected to take, unless the maker says otherwise', async () => {
    const clusterId = await world.addCluster('ca-three');
    for (let index = 0; index < 198; index++) await world.addMachine('ca-three', `ca-three-md-old-x${index}`, { createdAt: '2026-10-01T00:00:00Z' });
    const { id, plan } = await create([clusterId]);
    expect(plan.targets[0]!.expectedSeconds).toBe(240 + 200 * 150);
    expect((await getCampaign(database.db.pool, id))!.strategy.targetTimeoutSeconds).toBe(2 * (240 + 200 * 150));
    const told = await createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [clusterId], strategy: { targetTimeoutSeconds: 600 } }, command);
    expect(told.plan.strategy.targetTimeoutSeconds).toBe(600);
  });

  test('in place of a draft ends that one with it, or makes nothing', async () => {
    const clusterId = await world.addCluster('cr-one');
    const before = await create([clusterId]);
    const replacing = (replaces: string) => createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [clusterId], replaces }, command);
    const { id } = await replacing(before.id.toUpperCase());
    expect(await getCampaign(database.db.pool, before.id)).toMatchObject({ state: 'aborted', stateReason: 'Aborted by ci: Planned again' });
    expect(await getCampaign(database.db.pool, id)).toMatchObject({ state: 'draft' });
    const { total } = await listCampaigns(database.db.pool, { limit: 1 });
    expect(await refused(replacing(before.id))).toBe('wrong-state');
    expect(await refused(replacing(noSuchId))).toBe('not-found');
    expect((await listCampaigns(database.db.pool, { limit: 1 })).total).toBe(total);
    const { rows } = await database.db.pool.query('SELECT action, reason FROM audit_records WHERE object_id = $1 ORDER BY id', [before.id]);
    expect(rows).toEqual([{ action: 'campaign.create', reason: null }, { action: 'campaign.abort', reason: 'Planned again' }]);
  });

  test('of unknown clusters gives a plan that says so and that cannot be started', async () => {
    const { id, plan, planHash } = await create([noSuchId]);
    expect(plan.targets[0]!.blockers[0]!.code).toBe('unknown-cluster');
    expect(await refused(startCampaign(database.db, id, planHash, command))).toBe('nothing-to-do');
    expect(await refused(create([]))).toBe('nothing-to-do');
  });

  test('expects what earlier repaves of the cluster took, and says how many those are', async () => {
    const clusterId = await world.addCluster('ck-one');
    expect((await create([clusterId])).plan.targets[0]!.estimatedFrom).toBeUndefined();
    // Of three machines each: 10 s, 20 s and 60 s a machine, and one that needed a second attempt.
    for (const [seconds, attempts] of [[30, 1], [180, 1], [60, 1], [9000, 2]] as const) {
      const { id, planHash } = await create([clusterId]);
      await startCampaign(database.db, id, planHash, command);
      const intents = [{ requestedAt: '2026-11-20T10:00:00.000Z', doneAt: '2026-11-20T10:00:10.000Z' }, { requestedAt: '2026-11-20T12:00:00.000Z', doneAt: new Date(Date.parse('2026-11-20T12:00:00Z') + (seconds - 10) * 1000).toISOString() }];
      await database.db.pool.query(`UPDATE campaign_targets SET state = 'succeeded', attempts = $2, intents = $3, finished_at = now() WHERE campaign_id = $1`, [id, attempts, JSON.stringify(intents)]);
      await database.db.pool.query(`UPDATE campaigns SET state = 'succeeded' WHERE id = $1`, [id]);
    }
    const other = await world.addCluster('ck-two');
    const { plan } = await create([clusterId, other]);
    expect(plan.targets.map(({ expectedSeconds, estimatedFrom }) => [expectedSeconds, estimatedFrom])).toEqual([[60, 3], [540, undefined]]);
  });

  test('gives a plan whose hash covers all that will run: which clusters, how and with what', async () => {
    const [one, two] = [await world.addCluster('cl-one'), await world.addCluster('cl-two')];
    const hashOf = async (clusterIds: string[], how: Partial<NewCampaign> = {}) => (await createCampaign(database.db, { kind: 'cluster-repave', clusterIds, ...how }, command)).planHash;
    const hashes = [await hashOf([one]), await hashOf([two]), await hashOf([one], { strategy: { concurrency: 2 } }), await hashOf([one], { parameters: { note: 'other' } })];
    expect(new Set(hashes).size).toBe(4);
    expect(await hashOf([one], { name: 'another name' })).toBe(hashes[0]);
  });

  test('says what a cluster page says about blockers', async () => {
    const clusterId = await world.addCluster('cb-one');
    await world.addBudget('cb-one', 'checkout', { disruptionsAllowed: 0, desiredHealthy: 2 });
    expect((await readClusterBlockers(database.db.pool, clusterId))!.map(({ code }) => code)).toEqual(['budget-never']);
    expect((await create([clusterId])).plan.targets[0]!.blockers.map(({ code }) => code)).toEqual(['budget-never']);
    expect(await readClusterBlockers(database.db.pool, noSuchId)).toBeNull();
  });
});

describe('starting', () => {
  test('needs the hash of the stored plan', async () => {
    const { id } = await create([await world.addCluster('cc-one')]);
    expect(await refused(startCampaign(database.db, id, 'another', command))).toBe('plan-changed');
    expect(await refused(startCampaign(database.db, noSuchId, 'another', command))).toBe('not-found');
    expect((await getCampaign(database.db.pool, id))!.state).toBe('draft');
  });

  test('is refused when machines have come since, and names them', async () => {
    const { id, planHash } = await create([await world.addCluster('cd-one')]);
    await world.addMachine('cd-one', 'cd-one-extra');
    await expect(startCampaign(database.db, id, planHash, command)).rejects.toThrow(/does not name: cd-one-extra/);
  });

  test('is refused when something blocks that did not, and not when something no longer does', async () => {
    const clusterId = await world.addCluster('ce-one');
    const clear = await create([clusterId]);
    await world.setCluster('ce-one', 'paused', true);
    const pausedThen = await create([clusterId]);
    await expect(startCampaign(database.db, clear.id, clear.planHash, command)).rejects.toThrow(/is paused/);
    await world.setCluster('ce-one', 'paused', false);
    await startCampaign(database.db, pausedThen.id, pausedThen.planHash, command);
    expect((await getCampaign(database.db.pool, pausedThen.id))!.state).toBe('running');
  });

  test('of two campaigns on one cluster lets one through, however close they are', async () => {
    const clusterId = await world.addCluster('cf-one');
    const drafts = [await create([clusterId]), await create([clusterId])];
    // Neither can end before the other has come as far as it may: what both write last is held.
    const holder = await database.db.pool.connect();
    await holder.query('SELECT pg_advisory_lock($1)', [advisoryLocks.appendAudit]);
    const starting = Promise.all(drafts.map(({ id, planHash }) => refused(startCampaign(database.db, id, planHash, command))));
    await expect.poll(async () => (await database.db.pool.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount).toBe(2);
    await holder.query('SELECT pg_advisory_unlock($1)', [advisoryLocks.appendAudit]);
    holder.release();
    const results = await starting;
    expect(results.toSorted()).toEqual(['cluster-busy', undefined]);
    expect((await create([clusterId])).plan.targets[0]!.blockers[0]).toMatchObject({ code: 'cluster-busy', severity: 'blocking', message: expect.stringMatching(/in the hands of the campaign Repave cf-one \(running\)/) });
    const running = drafts[results.indexOf(undefined)]!;
    await abortCampaign(database.db, running.id, command);
    expect(await refused(startCampaign(database.db, drafts.find(({ id }) => id !== running.id)!.id, running.planHash, command))).toBeUndefined();
  });
});

test('a cluster that two sources show is one cluster: while a campaign has it by the one, none gets it by the other', async () => {
  const other = new TestWorld(database.db);
  await other.begin();
  const [byOne, byOther] = [await create([await world.addCluster('cl-one')]), await create([await other.addCluster('cl-one')])];
  await startCampaign(database.db, byOne.id, byOne.planHash, command);
  expect(await refused(startCampaign(database.db, byOther.id, byOther.planHash, command))).toBe('cluster-busy');
});

describe('states', () => {
  test('allow only what makes sense, and a refusal changes nothing', async () => {
    const { id, planHash } = await create([await world.addCluster('cg-one')]);
    expect(await refused(pauseCampaign(database.db, id, command))).toBe('wrong-state');
    expect(await refused(resumeCampaign(database.db, id, command))).toBe('wrong-state');
    await startCampaign(database.db, id, planHash, command);
    expect(await refused(startCampaign(database.db, id, planHash, command))).toBe('wrong-state');
    await pauseCampaign(database.db, id, command);
    expect(await refused(pauseCampaign(database.db, id, command))).toBe('wrong-state');
    await resumeCampaign(database.db, id, command);
    await abortCampaign(database.db, id, command);
    expect(await refused(abortCampaign(database.db, id, command))).toBe('wrong-state');
    expect(await refused(resumeCampaign(database.db, id, command))).toBe('wrong-state');
    const { rows } = await database.db.pool.query<{ action: string }>('SELECT action FROM audit_records WHERE object_id = $1 ORDER BY id', [id]);
    expect(rows.map(({ action }) => action)).toEqual(['campaign.create', 'campaign.start', 'campaign.pause', 'campaign.resume', 'campaign.abort']);
  });
});

describe('skipping', () => {
  const started = async (...names: string[]) => {
    const clusterIds = [];
    for (const name of names) clusterIds.push(await world.addCluster(name));
    const { id, planHash } = await create(clusterIds);
    await startCampaign(database.db, id, planHash, command);
    return { id, clusterIds };
  };

  test('takes a cluster out for good, with its reason on record, and gives it free for others', async () => {
    const { id, clusterIds: [first, second] } = await started('cs-one', 'cs-two');
    await skipTarget(database.db, id, first!, { ...command, reason: 'bought new hardware' });
    expect(await getCampaign(database.db.pool, id)).toMatchObject({
      state: 'running', counts: { skipped: 1, waiting: 1 }, targets: [{ state: 'skipped', skipped: 'by-person', reason: 'skipped by ci.', allowed: [] }, { state: 'pending', skipped: null, allowed: ['skip'] }],
    });
    const { rows } = await database.db.pool.query(`SELECT action, reason, data ->> 'cluster' AS cluster FROM audit_records WHERE object_id = $1 ORDER BY id DESC LIMIT 1`, [id]);
    expect(rows).toEqual([{ action: 'campaign.target.skip', reason: 'bought new hardware', cluster: 'cs-one' }]);
    expect((await listCampaignEvents(database.db.pool, id, { limit: 1 }))!.items).toMatchObject([{ code: 'target-skip', clusterName: 'cs-one', message: 'cs-one was skipped by ci. Reason: bought new hardware' }]);
    expect((await create([first!])).plan.targets[0]!.blockers).toEqual([]);
    expect((await create([second!])).plan.targets[0]!.blockers.map(({ code }) => code)).toEqual(['cluster-busy']);
  });

  test('is told from what an abort leaves: not started, even with its value chosen, or part-way', async () => {
    const { id, clusterIds: [, second] } = await started('cv-one', 'cv-two', 'cv-three');
    await skipTarget(database.db, id, second!, command);
    const context = world.context();
    for (let tick = 0; tick < 2; tick++) await tickCampaign(id, context);
    expect((await getCampaign(database.db.pool, id))!.targets[0]!.state).toBe('acting');
    await abortCampaign(database.db, id, command);
    const { targets, counts } = (await getCampaign(database.db.pool, id))!;
    expect(targets.map(({ state, skipped, reason }) => [state, skipped, reason])).toEqual([
      ['skipped', 'not-started', 'aborted before anything was asked for'], ['skipped', 'by-person', 'skipped by ci.'], ['skipped', 'not-started', 'aborted before anything was asked for'],
    ]);
    expect(counts).toMatchObject({ skipped: 3, notStarted: 2, partWay: 0 });
  });

  test('of the last cluster ends the campaign', async () => {
    const { id, clusterIds: [only] } = await started('ct-one');
    await skipTarget(database.db, id, only!, command);
    expect(await getCampaign(database.db.pool, id)).toMatchObject({ state: 'aborted', stateReason: expect.stringMatching(/^Every cluster was skipped/), finishedAt: expect.any(String), allowed: [] });
  });

  test('is refused for a cluster in motion, one that was skipped, one that is not there, and before the start', async () => {
    const { id, clusterIds: [first, second] } = await started('cu-one', 'cu-two');
    await tickCampaign(id, world.context());
    expect(await refused(skipTarget(database.db, id, first!, command))).toBe('wrong-state');
    await skipTarget(database.db, id, second!, command);
    expect(await refused(skipTarget(database.db, id, second!, command))).toBe('wrong-state');
    expect(await refused(skipTarget(database.db, id, noSuchId, command))).toBe('not-found');
    expect(await refused(skipTarget(database.db, noSuchId, first!, command))).toBe('not-found');
    const draft = await create([await world.addCluster('cu-three')]);
    expect(await refused(skipTarget(database.db, draft.id, draft.plan.targets[0]!.clusterId, command))).toBe('wrong-state');
  });
});

describe('lists', () => {
  test('page newest first, filter and count', async () => {
    const clusterId = await world.addCluster('ch-one');
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) ids.push((await create([clusterId])).id);
    const newest = ids.toReversed();
    const first = await listCampaigns(database.db.pool, { clusterId, limit: 2 });
    const second = await listCampaigns(database.db.pool, { clusterId, limit: 2, beforeId: first.nextBeforeId! });
    const third = await listCampaigns(database.db.pool, { clusterId, limit: 2, beforeId: second.nextBeforeId! });
    expect([first, second, third].flatMap(({ items }) => items.map(({ id }) => id)).toSorted()).toEqual(newest.toSorted());
    expect([first.total, second.items.length, third.items.length, third.nextBeforeId]).toEqual([5, 2, 1, null]);
    expect(first.items[0]!.targets).toEqual({ total: 1, succeeded: 0, moving: 0, failed: 0, blocked: 0, waiting: 1, skipped: 0, notStarted: 0, partWay: 0 });
    expect((await listCampaigns(database.db.pool, { clusterId, states: ['running'], limit: 10 })).total).toBe(0);
    for (const beforeId of ['nonsense', noSuchId]) await expect(listCampaigns(database.db.pool, { clusterId, beforeId, limit: 10 })).rejects.toMatchObject({ code: 'cursor-unknown' });
    expect([await getCampaign(database.db.pool, 'nonsense'), await listCampaignEvents(database.db.pool, 'nonsense', { limit: 2 })]).toEqual([null, null]);
  });

  test('of active campaigns leave drafts and ended ones out', async () => {
    const { id, planHash } = await create([await world.addCluster('ci-one')]);
    const active = async () => (await listActiveCampaigns(database.db.pool)).some((campaign) => campaign.id === id);
    expect(await active()).toBe(false);
    await startCampaign(database.db, id, planHash, command);
    expect(await active()).toBe(true);
    await abortCampaign(database.db, id, command);
    expect(await active()).toBe(false);
  });

  test('of events page too, and know no campaign that is not there', async () => {
    const { id, planHash } = await create([await world.addCluster('cj-one')]);
    await startCampaign(database.db, id, planHash, command);
    await pauseCampaign(database.db, id, { ...command, reason: 'fire' });
    const first = (await listCampaignEvents(database.db.pool, id, { limit: 2 }))!;
    const second = (await listCampaignEvents(database.db.pool, id, { limit: 2, before: first.nextBefore! }))!;
    expect([...first.items, ...second.items].map(({ code }) => code)).toEqual(['campaign-pause', 'campaign-start', 'campaign-created']);
    expect(first.items[0]!.message).toMatch(/Reason: fire$/);
    expect(second.nextBefore).toBeNull();
    expect(await listCampaignEvents(database.db.pool, noSuchId, { limit: 2 })).toBeNull();
  });
});
