import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, truncate, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { assignCluster } from '#lib/inventory/clusters/model.ts';
import { AppError } from '#lib/kernel/app-error.ts';
import { hourMs } from '#lib/kernel/duration.ts';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import type { SourceContext, SourceKind } from '#lib/sources/contract.ts';
import { addSource, removeSource, replaceSourceSecret } from './source-commands.ts';
import { Supervisor } from './supervisor.ts';
import { clusterScope, onePage, testCluster } from './test-observations.ts';

const key = Buffer.alloc(32, 7);
let database: TestDatabase;
let dir: string;
let supervisors: Supervisor[];

beforeEach(async () => {
  database = await createTestDatabase();
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-supervisor-'));
  supervisors = [];
});
afterEach(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
  await database.drop();
  await rm(dir, { recursive: true });
});

/** A source that lists one cluster, named as its kubeconfig says, and counts how many run at once by source. */
class CountingKind implements SourceKind {
  readonly kind = 'cluster-api';
  readonly title = 'Counting';
  readonly runs: SourceContext[] = [];
  atOnce = 0;
  mostAtOnce = 0;

  async run(context: SourceContext): Promise<void> {
    const { settings, sink, signal } = context;
    if (settings.kubeconfig === 'bad') throw new AppError('kubeconfig-invalid', 'The kubeconfig is no YAML.');
    this.runs.push(context);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    const labels = { env: 'production', stage: 'preview' };
    await sink.full(clusterScope, onePage([testCluster({ name: settings.kubeconfig, labels, assignment: assignCluster(labels, settings.rules, settings.defaults) })]));
    while (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    this.atOnce--;
  }

  async check(): Promise<{ version: null; clusters: null }> {
    return { version: null, clusters: null };
  }
}

function start(kind: SourceKind, { configFile = path.join(dir, 'tarmac.yaml'), warned = [] }: { configFile?: string; warned?: string[] } = {}): Supervisor {
  const supervisor = new Supervisor({
    pool: database.db.pool, connection: { connectionString: database.url }, kinds: [kind], configFile,
    keys: [key], log: { info: () => undefined, warn: (fields) => warned.push(JSON.stringify(fields)) }, intervalMs: 50,
  });
  supervisors.push(supervisor);
  return supervisor;
}

const configure = (text: string) => writeFile(path.join(dir, 'tarmac.yaml'), text);
const kubeconfig = (name: string, text: string) => writeFile(path.join(dir, name), text);
const clusters = async () => (await database.db.pool.query('SELECT name, environment FROM clusters ORDER BY name')).rows;
const configProblem = async () => (await database.db.pool.query<{ problem: string | null }>('SELECT problem FROM fleet_settings')).rows[0]?.problem;
// Comes back once the sessions are gone: until then they hold their claims, and what is written under those is rightly stored.
const endHolders = () => database.db.pool.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1`, [advisoryLocks.runSource]);
const problems = async () => (await database.db.pool.query('SELECT name, problem_code FROM sources ORDER BY name')).rows;

test('runs what tarmac.yaml and Settings name; one that cannot run says why and disturbs nothing', async () => {
  await kubeconfig('a.yaml', 'from-file');
  await kubeconfig('b.yaml', 'bad');
  await configure('sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n  - { name: b, kind: cluster-api, kubeconfigFile: b.yaml }\n  - { name: c, kind: cluster-api, kubeconfigFile: missing.yaml }\n');
  await addSource(database.db.pool, key, { name: 's', kind: 'cluster-api', kubeconfig: 'from-settings', config: { environment: 'staging' } });
  await addSource(database.db.pool, Buffer.alloc(32, 8), { name: 't', kind: 'cluster-api', kubeconfig: 'unopened', config: {} });
  start(new CountingKind());
  await expect.poll(clusters).toEqual([{ name: 'from-file', environment: 'production' }, { name: 'from-settings', environment: 'production' }]);
  await expect.poll(problems).toEqual([
    { name: 'a', problem_code: null }, { name: 'b', problem_code: 'kubeconfig-invalid' }, { name: 'c', problem_code: 'kubeconfig-unreadable' },
    { name: 's', problem_code: null }, { name: 't', problem_code: 'sealed-with-another-key' },
  ]);
});

test('evicts what a source saw once it leaves tarmac.yaml, also when it left while no worker ran', async () => {
  await kubeconfig('a.yaml', 'one');
  await kubeconfig('b.yaml', 'two');
  const both = 'sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n  - { name: b, kind: cluster-api, kubeconfigFile: b.yaml }\n';
  await configure(both);
  const first = start(new CountingKind());
  await expect.poll(clusters).toHaveLength(2);
  await configure(both.split('\n').slice(0, 2).join('\n'));
  await expect.poll(clusters, { timeout: 5_000 }).toMatchObject([{ name: 'one' }]);
  await first.stop();
  await configure('sources: []\n');
  start(new CountingKind());
  await expect.poll(clusters, { timeout: 5_000 }).toEqual([]);
  expect((await database.db.pool.query('SELECT 1 FROM cluster_rollups')).rowCount).toBe(0);
});

test('evicts what a source of Settings saw once it is removed there, and restarts it when its kubeconfig is replaced', async () => {
  const { pool } = database.db;
  const id = await addSource(pool, key, { name: 's', kind: 'cluster-api', kubeconfig: 'one', config: {} });
  start(new CountingKind());
  await expect.poll(clusters).toMatchObject([{ name: 'one' }]);
  await replaceSourceSecret(pool, key, id, 'two');
  await expect.poll(clusters).toMatchObject([{ name: 'two' }]);
  await removeSource(pool, id);
  await expect.poll(clusters).toEqual([]);
});

test('starts a source anew that was removed and added again under its name before its worker looked', async () => {
  const { pool } = database.db;
  await kubeconfig('a.yaml', 'one');
  await configure('sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n');
  start(new CountingKind());
  const scopes = async () => (await pool.query('SELECT s.state FROM source_scopes s JOIN clusters c ON c.scope_id = s.id')).rows;
  await expect.poll(scopes).toEqual([{ state: 'current' }]);
  await withTransaction(pool, async (client) => {
    const { rows: [{ id, config, revision }] } = await client.query('DELETE FROM sources RETURNING *');
    await client.query('DELETE FROM clusters');
    await client.query(`INSERT INTO sources (id, name, kind, origin, config, revision) VALUES ($1, 'a', 'cluster-api', 'file', $2, $3)`, [id, config, revision]);
  });
  await expect.poll(scopes, { timeout: 5_000 }).toEqual([{ state: 'current' }]);
});

test('restarts sources when the rules of assignment change or a kubeconfig file does', async () => {
  await kubeconfig('a.yaml', 'one');
  const sources = 'sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n';
  await configure(sources);
  start(new CountingKind());
  await expect.poll(clusters).toEqual([{ name: 'one', environment: 'production' }]);
  await configure(`${sources}assignment: { environment: [stage] }\n`);
  await expect.poll(clusters, { timeout: 5_000 }).toEqual([{ name: 'one', environment: 'preview' }]);
  await kubeconfig('a.yaml', 'other');
  await expect.poll(clusters, { timeout: 5_000 }).toEqual([{ name: 'other', environment: 'preview' }]);
});

test('tries a source again within seconds, also when the clock was set back meanwhile', async () => {
  await addSource(database.db.pool, key, { name: 's', kind: 'cluster-api', kubeconfig: 'bad', config: {} });
  const kind = new CountingKind();
  const tried = vi.spyOn(kind, 'run');
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  try {
    start(kind);
    await expect.poll(problems).toEqual([{ name: 's', problem_code: 'kubeconfig-invalid' }]);
    vi.setSystemTime(Date.now() - hourMs);
    await expect.poll(() => tried.mock.calls.length, { timeout: 5_000 }).toBeGreaterThan(1);
  } finally {
    vi.useRealTimers();
  }
});

test('keeps what runs and tells the problem when tarmac.yaml turns bad', async () => {
  await kubeconfig('a.yaml', 'one');
  await configure('sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\nnodeAgeBudgetDays: { default: 12 }\n');
  start(new CountingKind());
  await expect.poll(clusters).toHaveLength(1);
  await configure('sources: [[\n');
  const settings = async () => (await database.db.pool.query(`SELECT settings -> 'nodeAgeBudgetDays' ->> 'default' AS days, problem FROM fleet_settings`)).rows[0];
  await expect.poll(settings, { timeout: 5_000 }).toEqual({ days: '12', problem: expect.stringMatching(/in force\. tarmac\.yaml:\d+:\d+ /) });
  expect(await clusters()).toHaveLength(1);
});

test('lets one worker at a time run a source, and another take over when the locks of the first are lost', async () => {
  await addSource(database.db.pool, key, { name: 's', kind: 'cluster-api', kubeconfig: 'one', config: {} });
  const kind = new CountingKind();
  start(kind);
  start(kind);
  await expect.poll(() => kind.runs.length).toBe(1);
  await endHolders();
  await expect.poll(() => kind.runs.length, { timeout: 5_000 }).toBe(2);
  expect(kind.runs[0]!.signal.aborted || kind.runs[1]!.signal.aborted).toBe(true);
});

test('what is quiet is asked to prove itself several times before it would count as stale', async () => {
  await kubeconfig('a.yaml', 'one');
  await configure('sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n');
  const kind = new CountingKind();
  start(kind);
  await expect.poll(() => kind.runs.at(-1)?.limits).toMatchObject({ pollMs: 60_000 });
  expect(kind.runs.at(-1)?.limits.confirmMs).toBeUndefined();
  await configure('staleAfterSeconds: 30\nsources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n');
  await expect.poll(() => kind.runs.at(-1)?.limits).toMatchObject({ confirmMs: 7_500, pollMs: 7_500 });
});

test('a kubeconfigFile that is a pipe, a folder, a device or far too large is the trouble of its source alone', async () => {
  await kubeconfig('good.yaml', 'one');
  await promisify(execFile)('mkfifo', [path.join(dir, 'pipe')]);
  await mkdir(path.join(dir, 'folder'));
  await writeFile(path.join(dir, 'large'), '');
  await truncate(path.join(dir, 'large'), 2 ** 40);
  const bad = ['pipe', 'folder', '/dev/zero', 'large'];
  await configure(`sources:\n  - { name: good, kind: cluster-api, kubeconfigFile: good.yaml }\n${bad.map((file, index) => `  - { name: bad-${index}, kind: cluster-api, kubeconfigFile: ${file} }\n`).join('')}`);
  start(new CountingKind());
  await expect.poll(clusters).toMatchObject([{ name: 'one' }]);
  await expect.poll(problems).toEqual([...bad.map((_file, index) => ({ name: `bad-${index}`, problem_code: 'kubeconfig-unreadable' })), { name: 'good', problem_code: null }]);
});

const oneSource = 'sources:\n  - { name: a, kind: cluster-api, kubeconfigFile: a.yaml }\n';

test.each([['missing', () => unlink(path.join(dir, 'tarmac.yaml'))], ['empty', () => configure('')]])('a tarmac.yaml that is %s evicts nothing and says so, until it is back', async (_how, take) => {
  await kubeconfig('a.yaml', 'one');
  await configure(`${oneSource}nodeAgeBudgetDays: { default: 12 }\n`);
  const kind = new CountingKind();
  const warned: string[] = [];
  start(kind, { warned });
  await expect.poll(clusters).toHaveLength(1);
  await take();
  await expect.poll(configProblem, { timeout: 5_000 }).toMatch(/^tarmac\.yaml is missing or empty; what it said before is still in force\. The sources that came from it go on: a\./);
  expect(warned.filter((line) => line.includes('missing or empty'))).toHaveLength(1);
  expect(await clusters()).toHaveLength(1);
  await configure(`${oneSource}nodeAgeBudgetDays: { default: 12 }\n`);
  await expect.poll(configProblem, { timeout: 5_000 }).toBeNull();
  expect([kind.runs.length, (await clusters()).length]).toEqual([1, 1]);
  await configure('sources: []\n');
  await expect.poll(clusters, { timeout: 5_000 }).toEqual([]);
});

test('a start without tarmac.yaml goes on with the sources and the rules that are stored', async () => {
  await kubeconfig('a.yaml', 'one');
  await configure(`${oneSource}assignment: { environment: [stage] }\n`);
  const first = start(new CountingKind());
  await expect.poll(clusters).toEqual([{ name: 'one', environment: 'preview' }]);
  await first.stop();
  await unlink(path.join(dir, 'tarmac.yaml'));
  const again = new CountingKind();
  start(again);
  await expect.poll(() => again.runs.at(-1)?.settings).toMatchObject({ name: 'a', rules: { environment: ['stage'] } });
  expect(await configProblem()).toMatch(/is missing or empty/);
  expect(await clusters()).toHaveLength(1);
});

test('a source of Settings keeps its name and its kubeconfig when tarmac.yaml names another one so, and that is said', async () => {
  await addSource(database.db.pool, key, { name: 'a', kind: 'cluster-api', kubeconfig: 'from-settings', config: { environment: 'staging' } });
  await kubeconfig('a.yaml', 'from-file');
  await configure(oneSource);
  start(new CountingKind());
  await expect.poll(configProblem).toMatch(/but for these of its sources, whose names sources made in Settings already have: a\. Rename one of each\./);
  await expect.poll(clusters).toMatchObject([{ name: 'from-settings' }]);
  expect((await database.db.pool.query('SELECT origin, config FROM sources')).rows).toEqual([{ origin: 'settings', config: { environment: 'staging' } }]);
});

test('a start without tarmac.yaml where nothing was configured has no problem', async () => {
  start(new CountingKind());
  await expect.poll(configProblem).toBeNull();
});

test('of two workers with different files one is in force, and the other one takes over when it ends', async () => {
  await kubeconfig('a.yaml', 'one');
  await kubeconfig('b.yaml', 'two');
  await configure(oneSource);
  const otherFile = path.join(dir, 'other.yaml');
  await writeFile(otherFile, 'sources:\n  - { name: b, kind: cluster-api, kubeconfigFile: b.yaml }\n');
  const kind = new CountingKind();
  const first = start(kind);
  await expect.poll(clusters).toMatchObject([{ name: 'one' }]);
  const warned: string[] = [];
  start(kind, { configFile: otherFile, warned });
  await expect.poll(() => warned.filter((line) => line.includes('another worker'))).toEqual([expect.stringMatching(/not in it as they are in .*other\.yaml: a, b\./)]);
  expect([await clusters(), kind.runs.length]).toMatchObject([[{ name: 'one' }], 1]);
  await first.stop();
  await expect.poll(clusters, { timeout: 5_000 }).toMatchObject([{ name: 'two' }]);
});

test('a source whose lock is lost is stopped at once, and what it still writes is refused', async () => {
  await addSource(database.db.pool, key, { name: 's', kind: 'cluster-api', kubeconfig: 'one', config: {} });
  const kind = new CountingKind();
  start(kind);
  await expect.poll(clusters).toHaveLength(1);
  const { sink, signal } = kind.runs[0]!;
  await endHolders();
  const late = await sink.delta(clusterScope, [testCluster({ name: 'late' })], []).then(() => null, (error: { code: string }) => error.code);
  await expect.poll(() => kind.runs.length, { timeout: 5_000 }).toBe(2);
  expect([late, signal.aborted]).toEqual(['stopped', true]);
  expect(await clusters()).toMatchObject([{ name: 'one' }]);
  expect((await database.db.pool.query(`SELECT FROM source_scopes WHERE state = 'failing'`)).rowCount).toBe(0);
});
