import { spawn } from 'node:child_process';
import path from 'node:path';

/** The root of the checkout. */
export const root = path.resolve(import.meta.dirname, '..');

/** How a command ended, and all that it said. */
export type CommandResult = { code: number; output: string; ms: number };

/**
 * Runs a file on this Node in the root of the checkout; with `show` its output appears as it comes. The packages'
 * commands come first in its PATH. Never throws: a command that cannot be run has code 127.
 */
export function runCommand(file: string, args: string[], { show = false, env = {} }: { show?: boolean; env?: Record<string, string> } = {}): Promise<CommandResult> {
  const startedAt = performance.now();
  const bin = path.join(root, 'node_modules', '.bin');
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, file), ...args], {
      cwd: root,
      env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const end = (code: number) => resolve({ code, output, ms: performance.now() - startedAt });
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}
