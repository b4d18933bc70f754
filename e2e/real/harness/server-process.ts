import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GiveUp, waitFor } from './wait-for.ts';
import type { Workspace } from './workspace.ts';

/** A server to start: its binary, arguments, and the check that says it is ready. */
export interface ServerSpec {
  readonly name: string;
  readonly binary: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly isReady: () => Promise<boolean>;
  readonly readyTimeoutMs?: number;
}

/** A server that runs; its output is in `logPath`. */
export interface ServerProcess {
  readonly pid: number;
  readonly logPath: string;
  readonly isRunning: () => boolean;
  /** Ends it at once, as a crash would. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts a server and waits until it is ready. Throws with the end of its log when it exits early or is not ready in time. */
export async function startServer(workspace: Workspace, spec: ServerSpec): Promise<ServerProcess> {
  const logPath = join(workspace.folder, `${spec.name}.log`);
  const log = openSync(logPath, 'a');
  const env: Record<string, string> = { PATH: process.env['PATH'] ?? '', HOME: workspace.folder, ...spec.env };
  const child = spawn(spec.binary, spec.args, {
    cwd: workspace.folder,
    env: env as NodeJS.ProcessEnv,
    // A group of its own keeps a Ctrl-C in the terminal from ending servers in an arbitrary order.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${spec.name} could not be started from its binary.`);
  workspace.guard(child);
  child.unref();
  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;

  await waitFor(
    `${spec.name} to be ready`,
    async () => {
      if (!isRunning()) throw new GiveUp(`${spec.name} ended while starting: ${tailOf(logPath)}`);
      return spec.isReady();
    },
    { timeoutMs: spec.readyTimeoutMs ?? 60_000, intervalMs: 50 },
  ).catch((error: unknown) => {
    throw new Error(`${spec.name} did not start: ${tailOf(logPath)}`, { cause: error });
  });

  return {
    pid,
    logPath,
    isRunning,
    kill: async () => {
      if (!isRunning()) return;
      child.ref();
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function tailOf(logPath: string): string {
  return readFileSync(logPath, 'utf8').trim().split('\n').slice(-8).join('\n');
}
