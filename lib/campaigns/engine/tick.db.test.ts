import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#lib/kernel/app-error.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { abortCampaign, createCampaign, pauseCampaign, resumeCampaign, skipTarget, startCampaign } from '../commands.ts';
import type { ActuatorErrorCode } from '../ports.ts';
import { listCampaignEvents } from '../queries.ts';
import { withClaim } from './claim.ts';
import { listCampaignsToTick } from './due.ts';
import { command, inState, targetIn, testCampaigns } from './test-campaigns.ts';
import type { TestCampaigns } from './test-campaigns.ts';
import { TestWorld } from './test-world.ts';
import { tickCampaign } from './tick.ts';
import type { TickContext } from './tick-context.ts';

let database: TestDatabase;
let world: TestWorld;
let context: TickContext;
let started: TestCampaigns['started'];
let read: TestCampaigns['read'];
let reasons: TestCampaigns['reasons'];
let tickUntil: TestCampaigns['tickUntil'];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = new TestWorld(database.db);
  context = world.context();
  ({ started, read, reasons, tickUntil } = testCampaigns(world));
  await world.begin();
});

describe('a campaign', () => {
  test('replaces each cluster in turn, control plane before workers, and ends when every machine is seen new', async () => {
    const id = await started(['a-one', 'a-two']);
    const ended = await tickUntil(id, inState('succeeded'));
    expect(world.calls.map(({ group }) => group)).toEqual(['a-one-cp', 'a-one-md', 'a-two-cp', 'a-two-md']);
    expect(ended.counts).toMatchObject({ total: 2, succeeded: 2 });
    expect(ended.targets.map(({ replaced, machines }) => [replaced, machines.filter(({ planned }) => !planned).length])).toEqual([[3, 3], [3, 3]]);
    expect(ended.finishedAt).not.toBeNull();
    const events = (await listCampaignEvents(database.db.pool, id, { limit: 100 }))!.items.map(({ code }) => code).toReversed();
    expect(events.slice(0, 4)).toEqual(['campaign-created', 'campaign-start', 'target-started', 'step-asked']);
    expect(events.at(-1)).toBe('campaign-succeeded');
  });

  test('is ticked by one of two workers at a time', async () => {
    const id = await started(['e-one']);
    const outcome = await withClaim(database.db.pool, id, () => tickCampaign(id, context));
    expect(outcome).toBe('busy');
    await Promise.all([tickUntil(id, inState('succeeded'), world.context()), tickUntil(id, inState('succeeded'), world.context())]);
    expect(world.calls.map(({ group }) => group)).toEqual(['e-one-cp', 'e-one-md']);
  });

  test('is not held for long by a worker whose machine vanished: the server asks after it soon', async () => {
    const settings = await withClaim(database.db.pool, await started(['ea-one']), async (client) =>
      (await client.query(`SELECT current_setting('tcp_keepalives_idle') AS idle, current_setting('tcp_keepalives_interval') AS interval, current_setting('tcp_keepalives_count') AS count`)).rows[0]);
    expect(settings).toEqual({ idle: '10', interval: '5', count: '3' });
  });

  test('asks for nothing after a pause, follows what is in motion, and goes on after a resume', async () => {
    world.replacesAtOnce = false;
    const id = await started(['f-one', 'f-two']);
    await tickUntil(id, targetIn('converging'));
    await pauseCampaign(database.db, id, { ...command, reason: 'lunch' });
    await world.replaceMachines('f-one-cp');
    await tickUntil(id, targetIn('preflight'));
    for (let tick = 0; tick < 10; tick++) await tickCampaign(id, context);
    expect(world.calls).toHaveLength(1);
    expect(await read(id)).toMatchObject({ state: 'paused', stateReason: 'Paused by Ada: lunch', allowed: ['resume', 'abort'] });
    await resumeCampaign(database.db, id, command);
    world.replacesAtOnce = true;
    await tickUntil(id, inState('succeeded'));
    expect(world.calls).toHaveLength(4);
  });

  test('a pause between the intent and the call keeps the call back, and the same value is sent after the resume', async () => {
    const id = await started(['g-one']);
    await tickUntil(id, targetIn('acting'));
    await pauseCampaign(database.db, id, command);
    for (let tick = 0; tick < 5; tick++) {
      await world.passes(1000);
      await tickCampaign(id, context);
    }
    expect(world.calls).toEqual([]);
    const { rows } = await database.db.pool.query<{ after: string }>(`SELECT intents -> 0 ->> 'after' AS after FROM campaign_targets WHERE campaign_id = $1`, [id]);
    await resumeCampaign(database.db, id, command);
    await tickUntil(id, inState('succeeded'));
    expect(world.calls[0]!.after).toBe(rows[0]!.after);
  });

  test('aborted in motion ends at once, says what goes on by itself, and never calls again', async () => {
    world.replacesAtOnce = false;
    const id = await started(['h-one', 'h-two']);
    await tickUntil(id, targetIn('converging'));
    await abortCampaign(database.db, id, { ...command, reason: 'wrong fleet' });
    await world.passes(1000);
    expect(await tickCampaign(id, context)).toBe('idle');
    expect(world.calls).toHaveLength(1);
    expect(await read(id)).toMatchObject({ state: 'aborted', stateReason: 'Aborted by Ada: wrong fleet', allowed: [] });
    expect(await reasons(id)).toEqual([expect.stringMatching(/^skipped: left to finish by Cluster API: .* nothing was undone/), 'skipped: aborted before anything was asked for']);
    const ended = await read(id);
    expect(ended.targets.map(({ skipped }) => skipped)).toEqual(['part-way', 'not-started']);
    expect(ended.counts).toMatchObject({ skipped: 2, partWay: 1, notStarted: 1 });
    expect((await listCampaignEvents(database.db.pool, id, { limit: 1 }))!.items[0]!.message).toBe('Aborted by Ada: nothing new starts. 1 cluster was left part-way. 1 cluster was not started. Reason: wrong fleet');
    const { rows } = await database.db.pool.query(`SELECT data FROM audit_records WHERE object_id = $1 AND action = 'campaign.abort'`, [id]);
    expect(rows).toEqual([{ data: { partWay: ['h-one'], notStarted: ['h-two'] } }]);
  });

  test('halts when its cluster turns stale, starts nothing, and converges on after a resume', async () => {
    world.replacesAtOnce = false;
    const id = await started(['i-one', 'i-two']);
    await tickUntil(id, targetIn('converging'));
    world.goesSilent(90_000);
    await tickCampaign(id, context);
    expect((await read(id)).state).toBe('halted');
    expect(await reasons(id)).toEqual([expect.stringMatching(/^blocked: .* has not been seen since /), 'pending: null']);
    await resumeCampaign(database.db, id, command);
    world.replacesAtOnce = true;
    await world.replaceMachines('i-one-cp');
    await tickUntil(id, inState('succeeded'));
    expect(world.calls).toHaveLength(4);
  });

  test('that has just been taken over waits for its sources before it halts', async () => {
    world.replacesAtOnce = false;
    const id = await started(['j-one']);
    await tickUntil(id, targetIn('converging'));
    world.goesSilent(90_000);
    await tickCampaign(id, world.context({ patienceUntil: new Date(world.now.getTime() + 30_000) }));
    expect(await reasons(id)).toEqual([expect.stringMatching(/^converging: waits for .*Machines.* to be listed again, last seen 1 min ago; halts at [\d:]{8} UTC otherwise$/)]);
    world.goesSilent(31_000);
    await tickCampaign(id, world.context({ patienceUntil: new Date(world.now.getTime() - 1) }));
    expect((await read(id)).state).toBe('halted');
  });

  test('resumed after an outage as soon as the page says fresh, waits for the other listings, asks for nothing meanwhile, and ends right', async () => {
    world.replacesAtOnce = false;
    const id = await started(['ja-one']);
    await tickUntil(id, targetIn('converging'));
    world.goesSilent(600_000);
    await tickCampaign(id, context);
    expect((await read(id)).state).toBe('halted');
    await world.replaceMachines('ja-one-cp');
    // What a cluster's freshness is told by.
    await world.seen(['Cluster', 'Node']);
    await resumeCampaign(database.db, id, { ...command, now: world.now });
    for (let second = 0; second < 60; second++) {
      world.goesSilent(1000);
      await world.seen(['Cluster', 'Node']);
      await tickCampaign(id, context);
    }
    expect(await read(id)).toMatchObject({ state: 'running', targets: [{ state: 'converging', reason: expect.stringMatching(/^waits for (?!.*(Clusters|Nodes)).*MachineDeployments.*Machines.*PodDisruptionBudgets to be listed again, last seen 11 min ago; halts at [\d:]{8} UTC otherwise$/) }] });
    expect(world.calls).toHaveLength(1);
    world.replacesAtOnce = true;
    await tickUntil(id, inState('succeeded'));
    expect(world.calls.map(({ group }) => group)).toEqual(['ja-one-cp', 'ja-one-md']);
  });

  test('resumed after an outage that goes on halts again once it has waited for long enough', async () => {
    world.replacesAtOnce = false;
    const id = await started(['jb-one']);
    await tickUntil(id, targetIn('converging'));
    world.goesSilent(600_000);
    await tickCampaign(id, context);
    await resumeCampaign(database.db, id, { ...command, now: world.now });
    await tickCampaign(id, context);
    world.goesSilent(89_000);
    await tickCampaign(id, context);
    expect((await read(id)).state).toBe('running');
    world.goesSilent(1_000);
    await tickCampaign(id, context);
    expect(await read(id)).toMatchObject({ state: 'halted', stateReason: expect.stringMatching(/^The management cluster of jb-one has not been seen since /) });
    expect(world.calls).toHaveLength(1);
  });

  test('started when its listings have just aged waits for them, and compares the world with the plan once they are there', async () => {
    const clusterIds = [await world.addCluster('jc-one'), await world.addCluster('jc-two')];
    const { id, planHash } = await createCampaign(database.db, { kind: 'cluster-repave', clusterIds, strategy: { requiredObservations: 2 } }, command);
    world.goesSilent(70_000);
    await startCampaign(database.db, id, planHash, { ...command, now: world.now });
    for (let tick = 0; tick < 5; tick++) await tickCampaign(id, context);
    expect(await reasons(id)).toEqual([expect.stringMatching(/^preflight: waits for .* to be listed again, last seen 1 min ago; halts at/), 'pending: null']);
    expect(world.calls).toEqual([]);
    await tickUntil(id, targetIn('succeeded'));
    await world.addMachine('jc-two', 'jc-two-extra');
    expect((await tickUntil(id, inState('halted'))).stateReason).toMatch(/jc-two-extra/);
  });

  test('halts on a cluster that is paused when its turn comes, with the reason', async () => {
    const id = await started(['k-one']);
    await world.setCluster('k-one', 'paused', true);
    const halted = await tickUntil(id, inState('halted'));
    expect(halted.stateReason).toMatch(/^Cluster k-one is paused/);
    expect(world.calls).toEqual([]);
    await world.setCluster('k-one', 'paused', false);
    await resumeCampaign(database.db, id, command);
    await tickUntil(id, inState('succeeded'));
  });

  test('that has halted holds its clusters, blocked ones too, until an abort, which keeps the reason', async () => {
    const id = await started(['ka-one', 'ka-two']);
    await world.setCluster('ka-one', 'paused', true);
    await tickUntil(id, inState('halted'));
    const codes = async () => (await createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [world.idOf('ka-one')] }, command)).plan.targets[0]!.blockers.map(({ code }) => code);
    expect(await codes()).toEqual(['cluster-busy', 'cluster-paused']);
    await abortCampaign(database.db, id, command);
    expect(await codes()).toEqual(['cluster-paused']);
    expect(await reasons(id)).toEqual([expect.stringMatching(/^blocked: Cluster ka-one is paused/), 'skipped: aborted before anything was asked for']);
  });

  test('that has halted follows what is in motion, and asks for nothing more', async () => {
    world.replacesAtOnce = false;
    const id = await started(['kb-one', 'kb-two'], { concurrency: 2 });
    await tickUntil(id, ({ targets }) => targets.every(({ state }) => state === 'converging'));
    await world.setCluster('kb-one', 'paused', true);
    await tickUntil(id, inState('halted'));
    expect(await listCampaignsToTick(database.db.pool)).toContain(id);
    await world.replaceMachines('kb-two-cp');
    expect((await tickUntil(id, targetIn('preflight', 1))).state).toBe('halted');
    await tickCampaign(id, context);
    expect(world.calls).toHaveLength(2);
  });

  test('halts on a cluster that is paused in the middle, with the reason', async () => {
    world.replacesAtOnce = false;
    const id = await started(['l-one']);
    await tickUntil(id, targetIn('converging'));
    await world.setCluster('l-one', 'paused', true);
    expect((await tickUntil(id, inState('halted'))).stateReason).toMatch(/l-one is paused/);
  });

  test('halts when the world is no longer that of the plan, and says the difference', async () => {
    const id = await started(['m-one', 'm-two']);
    await tickUntil(id, targetIn('succeeded'));
    await world.addMachine('m-two', 'm-two-extra');
    const halted = await tickUntil(id, inState('halted'));
    expect(halted.targets[1]).toMatchObject({ state: 'blocked', reason: 'MachineDeployment m-two-md has machines that the plan does not name: m-two-extra. The plan no longer fits m-two: skip it here, and repave it by a new plan.' });
    expect(world.calls).toHaveLength(2);
  });

  test('goes on with a group that grew while the one before it rolled, and replaces what came as well', async () => {
    world.replacesAtOnce = false;
    const id = await started(['mb-one']);
    const { createdAt } = await read(id);
    await world.passes(30_000);
    await tickUntil(id, targetIn('converging'));
    await world.passes(60_000);
    await world.addMachine('mb-one', 'mb-one-extra');
    // Made before the first step was asked for, and shown by its source only after that.
    await world.addMachine('mb-one', 'mb-one-late', { createdAt });
    await database.db.pool.query(`UPDATE machine_groups SET desired_replicas = 4, replicas = 4, ready_replicas = 4, available_replicas = 4, up_to_date_replicas = 4 WHERE name = 'mb-one-md'`);
    world.replacesAtOnce = true;
    await world.replaceMachines('mb-one-cp');
    const ended = await tickUntil(id, inState('succeeded'));
    expect(world.calls.map(({ group }) => group)).toEqual(['mb-one-cp', 'mb-one-md']);
    expect(ended.targets[0]!.machines.filter(({ name }) => /^mb-one-(extra|late)$/.test(name))).toEqual([]);
    expect(ended.targets[0]!.machines.filter((machine) => !machine.planned)).toHaveLength(5);
  });

  test('halts when its cluster turns out to be the one that another campaign has in its hands, shown by another source', async () => {
    world.replacesAtOnce = false;
    await tickUntil(await started(['ma-one']), targetIn('converging'));
    const id = await started(['ma-two']);
    await database.db.pool.query('UPDATE clusters SET uid = (SELECT uid FROM clusters WHERE id = $1) WHERE id = $2', [world.idOf('ma-one'), world.idOf('ma-two')]);
    expect((await tickUntil(id, inState('halted'))).stateReason).toBe('Cluster ma-two is in the hands of the campaign Repave ma-one.');
    expect(world.calls.map(({ cluster }) => cluster)).toEqual(['ma-one']);
  });

  test('tries a call again that failed for now, and says so', async () => {
    world.failures.push(new AppError<ActuatorErrorCode>('unreachable', 'The API server refuses connections.', { retryable: true }), new Error('socket'));
    const id = await started(['n-one']);
    await tickUntil(id, (campaign) => campaign.targets[0]!.reason?.includes('made again in') ?? false);
    await tickUntil(id, inState('succeeded'));
    expect(world.calls.map(({ group }) => group)).toEqual(['n-one-cp', 'n-one-cp', 'n-one-cp', 'n-one-md']);
    expect(new Set(world.calls.slice(0, 3).map(({ after }) => after)).size).toBe(1);
  });

  test('halts on a call that was refused for good, and sends the same value after a resume', async () => {
    world.failures.push(new AppError<ActuatorErrorCode>('forbidden', 'The credentials may not patch KubeadmControlPlanes.'));
    const id = await started(['o-one']);
    expect((await tickUntil(id, inState('halted'))).stateReason).toBe('o-one: The credentials may not patch KubeadmControlPlanes.');
    await resumeCampaign(database.db, id, command);
    await tickUntil(id, inState('succeeded'));
    expect(world.calls[0]).toEqual(world.calls[1]);
  });

  test('fails a cluster that is not done in time, and a resume gives it new time', async () => {
    world.replacesAtOnce = false;
    const id = await started(['p-one'], { targetTimeoutSeconds: 60 });
    const halted = await tickUntil(id, inState('halted'));
    expect(halted.targets[0]).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^not done after 1 min: 0 of 1 machines of control plane p-one-cp replaced/) });
    world.replacesAtOnce = true;
    await world.replaceMachines('p-one-cp');
    await resumeCampaign(database.db, id, { ...command, now: world.now });
    await tickUntil(id, inState('succeeded'));
  });

  test('with a cluster that will not get through ends with the others once that one is skipped', async () => {
    world.replacesAtOnce = false;
    const id = await started(['r-one', 'r-two']);
    await tickUntil(id, targetIn('converging'));
    await world.setCluster('r-one', 'paused', true);
    await tickUntil(id, inState('halted'));
    // One that was begun comes first again, so without a skip the other would never have its turn.
    await resumeCampaign(database.db, id, { ...command, now: world.now });
    expect((await tickUntil(id, inState('halted'))).targets.map(({ state }) => state)).toEqual(['blocked', 'pending']);
    await skipTarget(database.db, id, world.idOf('r-one'), command);
    expect(await reasons(id)).toEqual([expect.stringMatching(/^skipped: skipped by Ada\. Cluster API ends by itself what it has begun\. Last seen: Cluster r-one is paused/), 'pending: null']);
    await resumeCampaign(database.db, id, { ...command, now: world.now });
    world.replacesAtOnce = true;
    expect(await tickUntil(id, inState('succeeded'))).toMatchObject({ stateReason: '1 of 2 clusters was skipped; the others are done.', counts: { succeeded: 1, skipped: 1 } });
    expect(world.calls.map(({ group }) => group)).toEqual(['r-one-cp', 'r-two-cp', 'r-two-md']);
  });

  test('takes clusters that the plan calls blocked last', async () => {
    const first = await world.addCluster('q-one');
    const second = await world.addCluster('q-two');
    await world.setCluster('q-one', 'paused', true);
    const { id, planHash } = await createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [first, second] }, command);
    await startCampaign(database.db, id, planHash, command);
    const halted = await tickUntil(id, inState('halted'));
    expect(halted.targets.map(({ clusterName, state }) => [clusterName, state])).toEqual([['q-one', 'blocked'], ['q-two', 'succeeded']]);
  });
});
