import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GiveUp, waitFor } from '../harness/wait-for.ts';
import type { Workspace } from '../harness/workspace.ts';

/** What a worker is started with: the variables of lib/platform/config, and the file that its log is appended to. */
export interface WorkerSpec {
  readonly environment: Readonly<Record<string, string>>;
  readonly logPath: string;
}

/** The product's worker as a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** Ends it with SIGKILL, as `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM and returns its exit code. */
  stop(): Promise<number | null>;
}

const main = fileURLToPath(new URL('../../../lib/worker/main.ts', import.meta.url));

/** Starts `lib/worker/main.ts` and waits until it says that it is ready. Throws with the end of its log when it does not. */
export async function startWorkerProcess(workspace: Workspace, { environment, logPath }: WorkerSpec): Promise<WorkerProcess> {
  const log = openSync(logPath, 'a');
  const before = readFileSync(logPath, 'utf8').length;
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...environment }, stdio: ['ignore', log, log] });
  closeSync(log);
  workspace.guard(child);
  const written = (): string => readFileSync(logPath, 'utf8').slice(before);
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  await waitFor('the worker to be ready', async () => {
    if (!isRunning()) throw new GiveUp(`The worker ended while starting: ${written().slice(-2000)}`);
    return written().includes('worker ready');
  }, { timeoutMs: 60_000, intervalMs: 50 });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (!isRunning()) return child.exitCode;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return { pid: child.pid ?? 0, kill: async () => void (await end('SIGKILL')), stop: () => end('SIGTERM') };
}
