import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isProcessRunning, waitUntil } from '#lib/platform/db/process-state.ts';
import { findEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';

/** A started launcher: what it has said so far, and how it ended. */
export type Run = { process: ChildProcess; said(): string; exit: Promise<number | null>; untilSaid(text: RegExp): Promise<RegExpExecArray> };

/**
 * A checkout in a temporary folder with the real launcher, database and access code, and small stand-ins for the worker,
 * the demo fleet, the web server and Next.js. Each stand-in appends its pid to `<data>/<name>.pids`.
 */
export type TestCheckout = {
  root: string;
  dataDir: string;
  /** `uid` runs it as that user, who then owns the checkout; `through` is a command that runs the rest of its arguments. */
  start(env?: Record<string, string>, uid?: number, through?: string[]): Run;
  pidsOf(name: 'web' | 'worker' | 'demo'): number[];
  dispose(): Promise<void>;
};

const realRoot = path.resolve(import.meta.dirname, '../..');
const standIns = path.join(import.meta.dirname, 'test-stand-ins');

/** Makes the checkout; `dispose` stops what still runs and removes it. */
export function makeTestCheckout(): TestCheckout {
  const root = mkdtempSync(path.join(tmpdir(), 'tarmac-checkout-'));
  const dataDir = path.join(root, '.tarmac');
  for (const name of ['bin', 'lib/kernel', 'lib/platform', 'lib/launcher', 'lib/access', 'lib/audit', 'prisma']) cpSync(path.join(realRoot, name), path.join(root, name), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) cpSync(path.join(realRoot, name), path.join(root, name));
  for (const name of ['worker', 'demo', 'web']) {
    mkdirSync(path.join(root, 'lib', name), { recursive: true });
    cpSync(path.join(standIns, `${name}.ts`), path.join(root, 'lib', name, 'main.ts'));
  }
  const modules = path.join(root, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(path.join(realRoot, 'node_modules'))) {
    if (name !== 'next' && !name.startsWith('.tarmac-')) symlinkSync(path.join(realRoot, 'node_modules', name), path.join(modules, name));
  }
  mkdirSync(path.join(modules, 'next/dist/bin'), { recursive: true });
  cpSync(path.join(standIns, 'next.mjs'), path.join(modules, 'next/dist/bin/next'));
  writeFileSync(path.join(modules, 'next/package.json'), '{ "type": "module" }');

  const runs: Run[] = [];
  const pidsOf = (name: string) => (existsSync(path.join(dataDir, `${name}.pids`)) ? readFileSync(path.join(dataDir, `${name}.pids`), 'utf8').split('\n').filter(Boolean).map(Number) : []);
  return {
    root,
    dataDir,
    pidsOf,
    start: (env = {}, uid, through = []) => {
      if (uid !== undefined) spawnSync('chown', ['-R', String(uid), root]);
      const run = startLauncher(root, uid, { PORT: '0', DATABASE_URL: '', TARMAC_DATA: '', TARMAC_CONFIG: '', TARMAC_DEMO: '', TARMAC_URL: '', ...env }, through);
      runs.push(run);
      return run;
    },
    dispose: async () => {
      for (const run of runs) run.process.kill('SIGTERM');
      await Promise.all(runs.map((run) => run.exit));
      const all = (['web', 'worker', 'demo'] as const).flatMap(pidsOf);
      await waitUntil(() => !all.some(isProcessRunning), 5_000);
      if (await findEmbeddedPostgres(path.join(dataDir, 'postgres'))) {
        process.kill(Number(readFileSync(path.join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGQUIT');
      }
      rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

function startLauncher(root: string, uid: number | undefined, env: Record<string, string>, through: string[]): Run {
  const [program, ...args] = [...through, process.execPath, path.join(root, 'bin/start.mjs')];
  const child = spawn(program!, args, { cwd: root, env: { ...process.env, ...env, NODE_OPTIONS: '' }, stdio: ['ignore', 'pipe', 'pipe'], ...(uid !== undefined && { uid, gid: uid }) });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const exit = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  return {
    process: child,
    said: () => text,
    exit,
    untilSaid: async (wanted) => {
      const found = await waitUntil(() => wanted.test(text) || child.exitCode !== null, 150_000);
      const match = wanted.exec(text);
      if (!found || !match) throw new Error(`The launcher did not say ${wanted}, but:\n${text}`);
      return match;
    },
  };
}
