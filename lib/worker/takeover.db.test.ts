import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCampaign, startCampaign } from '#lib/campaigns/commands.ts';
import { getCampaign } from '#lib/campaigns/queries.ts';
import { startDemoFleet } from '#lib/demo/start-demo-fleet.ts';
import type { DemoFleet } from '#lib/demo/start-demo-fleet.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { startTestWorker } from './test-worker-process.ts';
import type { TestWorkerProcess } from './test-worker-process.ts';

const command = { actor: { kind: 'user' as const, id: 'u1', name: 'Ada' } };
let database: TestDatabase;
let dir: string;
let demo: DemoFleet;
const children: ChildProcess[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-takeover-'));
  demo = await startDemoFleet({ dataDir: dir, size: 'small', seed: 7, speed: 20, alive: false });
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await demo.stop();
  await database.drop();
  await rm(dir, { recursive: true });
});

const startWorker = (): Promise<TestWorkerProcess> => startTestWorker(database.url, dir, { TARMAC_CONFIG: demo.configFile }, (child) => children.push(child));
const query = async <Row extends object>(statement: string, values: readonly unknown[] = []): Promise<Row[]> => (await database.db.pool.query<Row>(statement, [...values])).rows;

/** Sources that some worker runs, as the server's locks say it, each with the backend that holds it. */
const sourceHolders = async (): Promise<number[]> =>
  (await query<{ pid: number }>(`SELECT DISTINCT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7270001 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)).map(({ pid }) => pid);

const decisionsOf = ({ lines }: TestWorkerProcess): string[] => lines.filter((line) => line.includes('"campaignId"')).map((line) => (JSON.parse(line) as { code?: string }).code ?? '');

test('when the worker that has sources and campaign is killed with -9 another one takes both over, and each group is asked for once', async () => {
  const first = await startWorker();
  const clusterName = 'payments-dev-eu';
  const planOf = async () => {
    const [cluster] = await query<{ id: string }>('SELECT id FROM clusters WHERE name = $1', [clusterName]);
    return cluster ? createCampaign(database.db, { kind: 'cluster-repave', clusterIds: [cluster.id], strategy: { requiredObservations: 1 } }, command) : null;
  };
  let created: Awaited<ReturnType<typeof planOf>> = null;
  await expect.poll(async () => (created = await planOf())?.plan.targets[0]!.blockers.filter(({ severity }) => severity === 'blocking'), { timeout: 30_000, interval: 500 }).toEqual([]);
  const { id, plan, planHash } = created!;
  const [target] = plan.targets;
  const campaign = async () => (await getCampaign(database.db.pool, id))!;
  await startCampaign(database.db, id, planHash, command);
  await expect.poll(async () => (await campaign()).targets[0]!.state, { timeout: 20_000 }).toBe('converging');

  const second = await startWorker();
  const [held, ...others] = await sourceHolders();
  expect(others).toEqual([]);
  expect([decisionsOf(first), decisionsOf(second)]).toEqual([expect.arrayContaining(['target-started', 'step-asked']), []]);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  await expect.poll(sourceHolders, { timeout: 15_000 }).toEqual([expect.not.toSatisfy((pid: number) => pid === held)]);
  await expect.poll(async () => (await campaign()).state, { timeout: 60_000, interval: 250 }).not.toBe('running');
  const ended = await campaign();
  expect([ended.state, ended.stateReason]).toEqual(['succeeded', null]);
  expect(decisionsOf(second).at(-1)).toBe('campaign-succeeded');

  const asked = (await query<{ after: string }>(`SELECT i ->> 'after' AS after FROM campaign_targets, jsonb_array_elements(intents) AS i WHERE campaign_id = $1`, [id])).map(({ after }) => after);
  expect(asked).toHaveLength(target!.steps.length);
  const acts = await query<{ after: string }>(`SELECT data ->> 'rolloutAfter' AS after FROM audit_records WHERE object_id = $1 AND action = 'campaign.target.act' ORDER BY id`, [id]);
  expect(acts.map(({ after }) => after)).toEqual(asked);
  const groups = await query<{ rolloutAfter: Date }>('SELECT rollout_after AS "rolloutAfter" FROM machine_groups WHERE cluster_id = $1 AND uid = ANY($2) ORDER BY array_position($2, uid)', [target!.clusterId, target!.steps.map(({ group }) => group.uid)]);
  expect(groups.map(({ rolloutAfter }) => rolloutAfter.getTime())).toEqual(asked.map((after) => Date.parse(after)));
  const machines = await query<{ uid: string }>('SELECT uid FROM machines WHERE cluster_id = $1', [target!.clusterId]);
  const planned = target!.steps.flatMap(({ machines: those }) => those.map(({ uid }) => uid));
  expect(machines).toHaveLength(planned.length);
  expect(machines.filter(({ uid }) => planned.includes(uid))).toEqual([]);
  const [appeared] = await query<{ machines: number }>(`SELECT count(DISTINCT object_id)::int AS machines FROM transitions WHERE cluster_id = $1 AND noun = 'machine' AND change = 'appeared'`, [target!.clusterId]);
  expect(appeared).toEqual({ machines: planned.length });
}, 120_000);
