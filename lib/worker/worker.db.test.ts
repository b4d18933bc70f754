import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { startTestWorker } from './test-worker-process.ts';

let database: TestDatabase;
let dir: string;
let children: ChildProcess[];

beforeEach(async () => {
  database = await createTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-worker-'));
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await database.drop();
  await rm(dir, { recursive: true });
});

/** Starts a real worker process and gives it once it says that it is ready. */
const startProcess = async (environment: Record<string, string> = {}): Promise<ChildProcess> =>
  (await startTestWorker(database.url, dir, environment, (child) => children.push(child))).child;

const lockHolders = async () =>
  (await database.db.pool.query(`SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7270001 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)).rows.map((row) => row.pid);

test('a worker starts, stores why a source cannot run, makes the first account, and ends cleanly on SIGTERM', async () => {
  await writeFile(path.join(dir, 'tarmac.yaml'), 'sources:\n  - { name: lost, kind: cluster-api, kubeconfigFile: lost.yaml }\n');
  const child = await startProcess();
  await expect.poll(async () => (await database.db.pool.query('SELECT problem_code FROM sources')).rows, { timeout: 10_000 }).toEqual([{ problem_code: 'kubeconfig-unreadable' }]);
  expect((await database.db.pool.query('SELECT role FROM users')).rows).toEqual([{ role: 'admin' }]);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('when a worker is killed with -9 another one takes its sources over', async () => {
  await writeFile(path.join(dir, 'tarmac.yaml'), 'sources:\n  - { name: a, kind: kubernetes, kubeconfigFile: a.yaml }\n');
  await writeFile(path.join(dir, 'a.yaml'), 'apiVersion: v1\nkind: Config\nclusters: [{ name: c, cluster: { server: "https://127.0.0.1:1" } }]\nusers: [{ name: u, user: { token: t } }]\ncontexts: [{ name: x, context: { cluster: c, user: u } }]\ncurrent-context: x\n');
  const first = await startProcess();
  await expect.poll(lockHolders, { timeout: 10_000 }).toHaveLength(1);
  const [held] = await lockHolders();
  await startProcess();
  expect(await lockHolders()).toEqual([held]);
  first.kill('SIGKILL');
  await expect.poll(lockHolders, { timeout: 15_000 }).toEqual([expect.not.toSatisfy((pid: unknown) => pid === held)]);
});

test('a worker outlives the loss of all its connections, again and again', async () => {
  const child = await startProcess();
  const backends = async (): Promise<number[]> =>
    (await database.db.pool.query(`SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'tarmac-%' AND application_name <> 'tarmac-test'`)).rows.map((row) => row.pid);
  for (let round = 0; round < 5; round++) {
    await expect.poll(backends, { timeout: 15_000 }).not.toHaveLength(0);
    const cut = await backends();
    await database.db.pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS t(pid)', [cut]);
    await expect.poll(async () => (await backends()).filter((pid) => cut.includes(pid))).toEqual([]);
  }
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
});

test('a worker without a database says so in one sentence and exits with 1', async () => {
  await expect(startProcess({ DATABASE_URL: 'postgresql://nobody:x@127.0.0.1:1/none' })).rejects.toThrow(/^exit code 1: [^\n]+\n$/);
});
