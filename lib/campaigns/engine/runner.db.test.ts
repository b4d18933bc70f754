import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { readLogContext } from '#lib/platform/log/log-context.ts';
import { createCampaign, pauseCampaign, startCampaign } from '../commands.ts';
import { clusterRepave } from '../kinds/cluster-repave/cluster-repave.ts';
import { getCampaign } from '../queries.ts';
import { listCampaignsToTick } from './due.ts';
import { startCampaignRunner } from './runner.ts';
import { TestWorld } from './test-world.ts';

let database: TestDatabase;
const command = { actor: { kind: 'user' as const, id: 'u1', name: 'Ada' } };
const log = { info: () => undefined, warn: () => undefined };

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function startedOn(world: TestWorld, name: string): Promise<string> {
  await world.begin();
  const clusterId = await world.addCluster(name);
  const { id, planHash } = await createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [clusterId], strategy: { requiredObservations: 2 } }, command);
  await startCampaign(database.db, id, planHash, command);
  return id;
}

/** Looks at the world in real time until the campaign is in `state`. */
async function seenUntil(world: TestWorld, id: string, state: string, timeoutMs: number): Promise<void> {
  await vi.waitFor(async () => {
    await world.looksNow();
    expect((await getCampaign(database.db.pool, id))!.state).toBe(state);
  }, { timeout: timeoutMs, interval: 100 });
}

test('two runners bring a campaign to its end together, each line of their log carries job and campaign, and a stop comes back at once', async () => {
  const world = new TestWorld(database.db);
  const id = await startedOn(world, 'ra-one');
  const contexts: object[] = [];
  const keepContext = () => void contexts.push(readLogContext());
  const options = { db: database.db, kinds: [clusterRepave], actuatorOf: world.context().actuatorOf, log: { info: keepContext, warn: keepContext }, tickMs: 100, sweepMs: 200 };
  const runners = await Promise.all([startCampaignRunner(options), startCampaignRunner(options)]);
  try {
    await seenUntil(world, id, 'succeeded', 25_000);
    expect(world.calls.map(({ group }) => group)).toEqual(['ra-one-cp', 'ra-one-md']);
    expect(contexts.length).toBeGreaterThan(0);
    for (const context of contexts) expect(context).toMatchObject({ campaignId: id, jobId: expect.any(String) });
  } finally {
    await Promise.all(runners.map((runner) => runner.stop()));
  }
});

test('a campaign whose worker was killed with -9 in a call is taken over, and asks for the same value', async () => {
  const world = new TestWorld(database.db);
  const id = await startedOn(world, 'rb-one');
  const child = spawn(process.execPath, [fileURLToPath(new URL('./test-worker.ts', import.meta.url)), database.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const called = new Promise<string>((resolve) => child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())));
  const looking = setInterval(() => void world.looksNow(), 500);
  const after = await called;
  clearInterval(looking);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;

  const runner = await startCampaignRunner({ db: database.db, kinds: [clusterRepave], actuatorOf: world.context().actuatorOf, log, tickMs: 100, sweepMs: 200 });
  try {
    await seenUntil(world, id, 'succeeded', 50_000);
    expect(world.calls[0]).toEqual({ cluster: 'rb-one', group: 'rb-one-cp', after });
    expect(world.calls).toHaveLength(2);
  } finally {
    await runner.stop();
  }
}, 60_000);

test('a paused campaign with nothing in motion is not ticked', async () => {
  const world = new TestWorld(database.db);
  const id = await startedOn(world, 'rc-one');
  await pauseCampaign(database.db, id, command);
  expect(await listCampaignsToTick(database.db.pool)).not.toContain(id);
});
