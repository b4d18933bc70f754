import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { sourceKindNames } from '#lib/kernel/source-kinds.ts';
import { findEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { isProcessRunning } from '#lib/platform/db/process-state.ts';
import { makeTestCheckout } from './test-checkout.ts';
import type { Run, TestCheckout } from './test-checkout.ts';

let checkout: TestCheckout;

beforeEach(() => {
  checkout = makeTestCheckout();
});
afterEach(() => checkout.dispose());

const untilReady = async (run: Run) => (await run.untilSaid(/Tarmac is ready at (http:\S+)/))[1]!;
const findDatabase = () => findEmbeddedPostgres(path.join(checkout.dataDir, 'postgres'));
const lastPid = (name: 'web' | 'worker' | 'demo') => checkout.pidsOf(name).at(-1)!;
const write = (file: string, text: string) => writeFileSync(path.join(checkout.root, file), text);

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: (await findDatabase())! });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}

describe('npm start', { timeout: 180_000 }, () => {
  test('builds, migrates, starts the demo and says where Tarmac is and who may sign in', async () => {
    const run = checkout.start();
    const url = await untilReady(run);
    await run.untilSaid(/admin@tarmac\.example\s+demo-admin/);
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ banner: 'demo', proxy: '' });
    expect(await query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 4 }]);
    expect(readFileSync(path.join(checkout.dataDir, 'logs/worker.log'), 'utf8')).toContain(`config ${path.join(checkout.dataDir, 'demo/tarmac.yaml')}`);
  });

  test('builds again only when a source changed', async () => {
    const startAndStop = async () => {
      const run = checkout.start();
      await untilReady(run);
      run.process.kill('SIGTERM');
      await run.exit;
      return readFileSync(path.join(checkout.root, '.next/builds'), 'utf8').trim().split('\n').length;
    };
    expect(await startAndStop()).toBe(1);
    write('lib/launcher/another.ts', 'export {};');
    write('lib/kernel/one.test.ts', 'export {};');
    expect(await startAndStop()).toBe(1);
    write('lib/kernel/another.ts', 'export {};');
    expect(await startAndStop()).toBe(2);
  });

  test('replaces no build that another Tarmac of the checkout serves, and is not held up by one that was killed', async () => {
    const run = checkout.start();
    await untilReady(run);
    const other = { TARMAC_DATA: path.join(checkout.root, 'other') };
    const beside = checkout.start(other);
    await untilReady(beside);
    beside.process.kill('SIGTERM');
    await beside.exit;

    write('lib/kernel/changed-meanwhile.ts', 'export {};');
    const launcher = Number(readFileSync(path.join(checkout.dataDir, 'launcher.pid'), 'utf8').split(' ')[0]);
    const refused = checkout.start(other);
    expect(await refused.exit).toBe(1);
    expect(refused.said()).toContain(`The sources have changed since the web application was built that another Tarmac of this checkout (process ${launcher}) serves: stop that one, and start again.\n`);

    process.kill(launcher, 'SIGKILL');
    await run.exit;
    await untilReady(checkout.start(other));
    expect(readdirSync(path.join(checkout.root, 'node_modules')).filter((name) => name.startsWith('.tarmac-serves-'))).toHaveLength(1);
  });

  test('installs no other packages under another Tarmac of the checkout, and is not held up by one that was killed', async () => {
    const run = checkout.start();
    await untilReady(run);
    for (const record of ['.tarmac-install', '.package-lock.json']) rmSync(path.join(checkout.root, 'node_modules', record));
    const startElsewhere = () => checkout.start({ TARMAC_DATA: path.join(checkout.root, 'other'), npm_execpath: path.join(import.meta.dirname, 'test-stand-ins/npm.mjs') });
    const launcher = Number(readFileSync(path.join(checkout.dataDir, 'launcher.pid'), 'utf8').split(' ')[0]);
    const refused = startElsewhere();
    expect(await refused.exit).toBe(1);
    expect(refused.said()).toBe(`Other packages are to be installed than those that another Tarmac of this checkout (process ${launcher}) runs on: stop that one, and start again.\n`);

    process.kill(launcher, 'SIGKILL');
    await run.exit;
    await startElsewhere().untilSaid(/Installing packages/);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('stops everything on %s, also while an event stream is open', async (signal) => {
    const run = checkout.start();
    const stream = await fetch(`${await untilReady(run)}/api/live`);
    const parts = [lastPid('web'), lastPid('worker'), lastPid('demo')];
    run.process.kill(signal);
    expect(await run.exit).toBe(0);
    expect(parts.filter(isProcessRunning)).toEqual([]);
    expect(await findDatabase()).toBeNull();
    await expect(stream.text()).rejects.toThrow();
  });

  test('stops everything, PostgreSQL too, when only the shell that npm started is told to end', async () => {
    const run = checkout.start({ npm_lifecycle_event: 'start' }, undefined, ['sh', '-c', '"$0" "$@"; true']);
    const stream = await fetch(`${await untilReady(run)}/api/live`);
    run.process.kill('SIGTERM');
    await expect(stream.text()).rejects.toThrow();
    await expect.poll(findDatabase, { timeout: 10_000 }).toBeNull();
  });

  test('leaves no PostgreSQL behind when a second signal makes it quit at once', async () => {
    const run = checkout.start();
    const stream = await fetch(`${await untilReady(run)}/api/live`);
    const launcher = Number(readFileSync(path.join(checkout.dataDir, 'launcher.pid'), 'utf8').split(' ')[0]);
    process.kill(launcher, 'SIGTERM');
    await run.untilSaid(/Stopping Tarmac/);
    // The signals within a second of the first count as the same one.
    await vi.waitFor(() => {
      if (isProcessRunning(launcher)) process.kill(launcher, 'SIGTERM');
      expect(isProcessRunning(launcher)).toBe(false);
    }, { timeout: 10_000, interval: 300 });
    await expect(stream.text()).rejects.toThrow();
    await expect.poll(findDatabase, { timeout: 10_000 }).toBeNull();
  });

  test('leaves nothing running and loses nothing when the launcher is killed with -9', async () => {
    const run = checkout.start();
    await untilReady(run);
    const launcher = Number(readFileSync(path.join(checkout.dataDir, 'launcher.pid'), 'utf8').split(' ')[0]);
    const parts = [lastPid('web'), lastPid('worker'), lastPid('demo')];
    await query('CREATE TABLE kept (n INT)');
    process.kill(launcher, 'SIGKILL');
    await run.exit;
    const next = checkout.start();
    await untilReady(next);
    expect(parts.filter(isProcessRunning)).toEqual([]);
    expect(await query('SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
  });

  test('ends when only the process that npm sees is killed with -9', async () => {
    const run = checkout.start();
    await untilReady(run);
    run.process.kill('SIGKILL');
    await vi.waitFor(() => expect([lastPid('web'), lastPid('worker'), lastPid('demo')].filter(isProcessRunning)).toEqual([]), 60_000);
    await vi.waitFor(async () => expect(await findDatabase()).toBeNull(), 60_000);
  });

  test.each(['web', 'worker', 'demo'] as const)('starts the %s again when it is killed, and says so', async (name) => {
    const run = checkout.start();
    await untilReady(run);
    process.kill(lastPid(name), 'SIGKILL');
    await run.untilSaid(/ended \(signal SIGKILL.*started again/);
    await vi.waitFor(() => expect(checkout.pidsOf(name)).toHaveLength(2), 60_000);
  });

  test('starts PostgreSQL again when it is killed', async () => {
    const run = checkout.start();
    await untilReady(run);
    const before = await findDatabase();
    process.kill(Number(readFileSync(path.join(checkout.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
    await run.untilSaid(/PostgreSQL ended; it is started again/);
    await vi.waitFor(async () => expect(await findDatabase()).toBe(before), 60_000);
    expect(await query('SELECT count(*)::int AS users FROM users')).toEqual([{ users: 4 }]);
  });

  test('runs without the demo when sources are configured, and tells the first account once', async () => {
    write('tarmac.yaml', 'sources: [{ name: east, kind: kubernetes, kubeconfigFile: east.yaml }]\n');
    const run = checkout.start({ HOST: '0.0.0.0' });
    const url = await untilReady(run);
    expect(checkout.pidsOf('demo')).toEqual([]);
    // Only TARMAC_URL says that a proxy stands before it.
    expect(await (await fetch(`${url}/api/health`)).json()).toEqual({ banner: '', proxy: '' });
    await run.untilSaid(/shown this once.*\n.*admin@tarmac\.local\s+\S{20}/);
    run.process.kill('SIGTERM');
    await run.exit;
    const second = checkout.start();
    await untilReady(second);
    expect(second.said()).not.toContain('admin@tarmac.local');
  });

  test('closes the accounts of a demo when sources are configured after it, says so, and tells a first account', async () => {
    const demo = checkout.start();
    await untilReady(demo);
    demo.process.kill('SIGTERM');
    await demo.exit;
    write('tarmac.yaml', 'sources: [{ name: east, kind: kubernetes, kubeconfigFile: east.yaml }]\n');
    const run = checkout.start();
    await untilReady(run);
    await run.untilSaid(/accounts of the demo are closed, because their passwords are public\.\n.*shown this once.*\n.*admin@tarmac\.local\s+\S{20}/);
    expect(await query('SELECT email FROM users WHERE disabled_at IS NULL')).toEqual([{ email: 'admin@tarmac.local' }]);
  });

  test.runIf(process.getuid?.() === 0)('runs as an ordinary user', async () => {
    const run = checkout.start({}, 65_534);
    await untilReady(run);
    expect(statSync(path.join(checkout.dataDir, 'postgres/cluster')).uid).toBe(65_534);
    run.process.kill('SIGTERM');
    expect(await run.exit).toBe(0);
    expect(await findDatabase()).toBeNull();
  });

  test.runIf(process.getuid?.() === 0)('runs as root in a folder that only root may enter', async () => {
    chmodSync(checkout.root, 0o700);
    const run = checkout.start();
    await run.untilSaid(/Tarmac is ready at|set TARMAC_DATA to a folder outside root's home/);
    run.process.kill('SIGTERM');
    await run.exit;
    expect(run.said()).not.toMatch(/^\s+at /m);
  });

  test('takes DATABASE_URL and embeds nothing then', async () => {
    const first = checkout.start();
    await untilReady(first);
    const databaseUrl = (await findDatabase())!;
    const other = path.join(checkout.root, 'other');
    const second = checkout.start({ DATABASE_URL: databaseUrl, TARMAC_DATA: other, TARMAC_DEMO: '1' });
    await untilReady(second);
    expect(await findEmbeddedPostgres(path.join(other, 'postgres'))).toBeNull();
    second.process.kill('SIGTERM');
    expect(await second.exit).toBe(0);
    expect(await findDatabase()).toBe(databaseUrl);
  });
});

describe('a start that is ended half-way', { timeout: 180_000 }, () => {
  const pidsIn = (file: string) => (existsSync(path.join(checkout.root, file)) ? readFileSync(path.join(checkout.root, file), 'utf8').split('\n').filter(Boolean).map(Number) : []);
  const untilBegun = async (file: string): Promise<number> => {
    await vi.waitFor(() => expect(pidsIn(file)).toHaveLength(1), 60_000);
    return pidsIn(file)[0]!;
  };
  const installing = () => {
    rmSync(path.join(checkout.root, 'node_modules/.package-lock.json'));
    return checkout.start({ npm_execpath: path.join(import.meta.dirname, 'test-stand-ins/npm.mjs') });
  };

  test.each([['SIGINT', 130], ['SIGTERM', 143]] as const)('by %s in the build ends with code %i and leaves nothing running', async (signal, code) => {
    write('slow', '');
    const run = checkout.start();
    const build = await untilBegun('build.pids');
    run.process.kill(signal);
    expect(await run.exit).toBe(code);
    expect(isProcessRunning(build)).toBe(false);
    expect(await findDatabase()).toBeNull();
  });

  test('by kill -9 of the launcher in the build leaves no build behind, and the next start works', async () => {
    write('slow', '');
    const run = checkout.start();
    const build = await untilBegun('build.pids');
    process.kill(Number(readFileSync(path.join(checkout.dataDir, 'launcher.pid'), 'utf8').split(' ')[0]), 'SIGKILL');
    expect(await run.exit).not.toBe(0);
    await vi.waitFor(() => expect(isProcessRunning(build)).toBe(false), 10_000);
    rmSync(path.join(checkout.root, 'slow'));
    await untilReady(checkout.start());
  });

  test('by Ctrl-C in the installation of packages ends with code 130 and leaves no npm behind', async () => {
    const run = installing();
    const npm = await untilBegun('npm.pids');
    run.process.kill('SIGINT');
    expect(await run.exit).toBe(130);
    expect(isProcessRunning(npm)).toBe(false);
    expect(run.said()).toMatch(/The installation of packages was stopped; start again to go on\.\n$/);
  });

  test('by kill -9 in the installation of packages leaves no npm behind', async () => {
    const run = installing();
    const npm = await untilBegun('npm.pids');
    run.process.kill('SIGKILL');
    await vi.waitFor(() => expect(isProcessRunning(npm)).toBe(false), 10_000);
  });
});

describe('npm start says in one sentence and with exit code 1', { timeout: 180_000 }, () => {
  const complaint = async (env: Record<string, string>, uid?: number) => {
    const run = checkout.start(env, uid);
    expect(await run.exit).toBe(1);
    const lines = run.said().trim().split('\n').filter((line) => !line.endsWith('…'));
    expect(lines).toHaveLength(1);
    expect(run.said()).not.toMatch(/^\s+at /m);
    return lines[0]!;
  };

  test('that the port is in use', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as AddressInfo;
    expect(await complaint({ PORT: String(port) })).toBe(`Port ${port} on 127.0.0.1 is in use by another program: stop that, or choose another port: PORT=${port + 1} npm start.`);
    squatter.close();
  });

  test('that a variable is wrong', async () => {
    expect(await complaint({ TARMAC_DEMO: 'yes' })).toBe('The environment variable TARMAC_DEMO must be 1 or 0.');
  });

  test('that the configuration is wrong', async () => {
    write('tarmac.yaml', 'sources:\n  - name: east\n    kind: mainframe\n    kubeconfigFile: x\n');
    expect(await complaint({})).toBe(`${checkout.root}/tarmac.yaml:3:5 sources[0].kind must be ${sourceKindNames.join(' or ')}.`);
  });

  test('that the configuration that was named does not exist', async () => {
    expect(await complaint({ TARMAC_CONFIG: 'nowhere.yaml' })).toMatch(/nowhere\.yaml, which TARMAC_CONFIG names, does not exist\.$/);
  });

  test('that the data folder cannot be used', async () => {
    write('a-file', '');
    expect(await complaint({ TARMAC_DATA: 'a-file' })).toMatch(/^The data folder .*a-file cannot be used \(it is a file\): make it writable/);
    expect(await complaint({ TARMAC_DATA: '/proc/tarmac' })).toMatch(/^The data folder \/proc\/tarmac cannot be used/);
  });

  test.runIf(process.getuid?.() === 0)('that the data folder is out of sight', async () => {
    const hidden = mkdtempSync(path.join(tmpdir(), 'tarmac-hidden-'));
    expect(await complaint({ TARMAC_DATA: path.join(hidden, 'data') }, 65_534)).toMatch(/^The data folder .* cannot be used \(EACCES/);
    rmSync(hidden, { recursive: true });
  });

  test('that the database is out of reach, without its password', async () => {
    const sentence = await complaint({ DATABASE_URL: 'postgresql://tarmac:hidden@127.0.0.1:1/tarmac' });
    expect(sentence).toMatch(/^The database at 127\.0\.0\.1:1\/tarmac does not answer/);
    expect(sentence).not.toContain('hidden');
  });

  test('that another Tarmac runs on the data folder', async () => {
    await untilReady(checkout.start());
    expect(await complaint({})).toMatch(/^Tarmac already runs with the data folder .* \(process \d+\)/);
  });

  test('that another Tarmac began at the same moment, when both find the folder of one that was killed', async () => {
    mkdirSync(checkout.dataDir, { mode: 0o711 });
    writeFileSync(path.join(checkout.dataDir, 'launcher.pid'), '4000001 1\n');
    const runs = [checkout.start(), checkout.start()];
    const said = (run: Run) => run.untilSaid(/Tarmac is ready at|Tarmac already runs with the data folder .* \(process \d+\)/);
    const answers = (await Promise.all(runs.map(said))).map(([text]) => text);
    expect(answers.filter((text) => text.startsWith('Tarmac is ready'))).toHaveLength(1);
    const refused = runs[answers.findIndex((text) => text.startsWith('Tarmac already runs'))]!;
    expect(await refused.exit).toBe(1);
    expect(readdirSync(checkout.dataDir).filter((name) => name.startsWith('launcher.pid'))).toEqual(['launcher.pid']);
  });

  test('that a migration was changed', async () => {
    const run = checkout.start();
    await untilReady(run);
    run.process.kill('SIGTERM');
    await run.exit;
    write('prisma/migrations/0001_init/migration.sql', 'SELECT 1;');
    expect(await complaint({})).toMatch(/^The migration 0001_init was changed after it was applied/);
  });

  test('that the build fails', async () => {
    write('node_modules/next/dist/bin/next', 'console.error("Error: no such page"); process.exit(1);');
    expect(await complaint({})).toMatch(/^The web application cannot be built \(Error: no such page\); the whole output is in .*build\.log\.$/);
  });

  test('that a part never starts', async () => {
    mkdirSync(checkout.dataDir, { recursive: true });
    chmodSync(checkout.dataDir, 0o711);
    writeFileSync(path.join(checkout.dataDir, 'worker-is-broken'), '');
    const run = checkout.start();
    expect(await run.exit).toBe(1);
    expect(run.said().trim().split('\n').at(-1)).toMatch(/^The worker does not start \(exit code 1.*\); its log is .*worker\.log\.$/);
    rmSync(path.join(checkout.dataDir, 'worker-is-broken'));
  });
});
