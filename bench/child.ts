import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { toChildEnvironment } from '#lib/platform/config/child-environment.ts';

/** A process of its own; `said` is the first group of the line by which it was ready. `stop` ends it and resolves when it is gone. */
export type Child = { pid: number; said: string; exited: Promise<number | null>; stop(): Promise<void> };

/** Where the checkout is. */
export const root = path.resolve(import.meta.dirname, '..');

const stopMs = 5_000;

/** Starts a Node process in the checkout and resolves when it prints `ready`. Its output goes to `logFile`. Rejects when it ends before. */
export async function startChild({ args, env = {}, ready, logFile }: { args: string[]; env?: Record<string, string>; ready: RegExp; logFile: string }): Promise<Child> {
  const child = spawn(process.execPath, args, { cwd: root, env: toChildEnvironment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(logFile, { flags: 'a' });
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
  });
  const said = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`);
        const match = ready.exec(line);
        if (match) resolve(match[1] ?? '');
      });
    }
    child.once('error', reject);
    void exited.then((code) => reject(new Error(`${args.at(0)} ended with ${code} before it was ready; see ${logFile}.`)));
  });
  return {
    pid: child.pid!,
    said,
    exited,
    stop: async () => {
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await exited;
      clearTimeout(killer);
    },
  };
}
