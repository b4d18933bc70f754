import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { toChildEnvironment } from '#lib/platform/config/child-environment.ts';
import { root } from './child.ts';

const run = promisify(execFile);

/** Runs a file of this folder as a process of its own and returns the JSON that it prints. Throws when it fails or takes longer than `maxMs`. */
export async function runChild(file: string, args: readonly string[], maxMs: number, env: Record<string, string> = {}): Promise<unknown> {
  const { stdout } = await run(process.execPath, [path.join('bench', file), ...args], { cwd: root, env: toChildEnvironment(env), timeout: maxMs, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}
