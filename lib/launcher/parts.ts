import path from 'node:path';
import { toChildEnvironment } from '#lib/platform/config/child-environment.ts';
import type { PartSpec } from './part.ts';

/** What every part is told: the root of the checkout, the data folder, and the environment that they share. */
export type PartSettings = { root: string; dataDir: string; env: Record<string, string>; development: boolean };

/** The simulated fleet; it prints the path of the `tarmac.yaml` that leads to it. */
export function toDemoSpec({ root, dataDir, env }: PartSettings): PartSpec {
  return {
    name: 'demo fleet',
    args: [path.join(root, 'lib/demo/main.ts')],
    cwd: root,
    env: toChildEnvironment(env),
    logFile: toLogFile(dataDir, 'demo'),
    readyLine: /^demo ready (.+)$/,
    graceMs: 2_500,
  };
}

/**
 * What the worker's process needs of its environment: glibc keeps an arena of freed memory for each of many threads, which
 * comes to a tenth of all that a worker of a large fleet holds. The container sets the same.
 */
export const workerEnvironment = { MALLOC_ARENA_MAX: '2' };

/** The worker: sources, sync and campaigns. */
export function toWorkerSpec({ root, dataDir, env }: PartSettings): PartSpec {
  return {
    name: 'worker',
    args: [path.join(root, 'lib/worker/main.ts')],
    cwd: root,
    env: toChildEnvironment({ ...env, ...workerEnvironment }),
    logFile: toLogFile(dataDir, 'worker'),
    readyLine: /worker ready/,
    graceMs: 2_500,
  };
}

/** The web server, in development that of Next.js; open event streams may keep it from ending by itself, so its grace is short. */
export function toWebSpec({ root, dataDir, env, development }: PartSettings, host: string, port: number): PartSpec {
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  return {
    name: 'web server',
    args: development ? [next, 'dev', '--hostname', host, '--port', String(port)] : [path.join(root, 'lib/web/main.ts')],
    cwd: root,
    env: toChildEnvironment({ ...env, NEXT_TELEMETRY_DISABLED: '1', PORT: String(port), HOST: host }),
    logFile: toLogFile(dataDir, 'web'),
    readyLine: development ? /Ready in/ : /web server ready/,
    graceMs: 1_500,
  };
}

/** The file that a part's output goes to. */
export function toLogFile(dataDir: string, name: string): string {
  return path.join(dataDir, 'logs', `${name}.log`);
}
