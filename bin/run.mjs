#!/usr/bin/env node
// Runs a TypeScript file of this checkout on the Node that the packages bring, installing them first when needed:
// node bin/run.mjs <file> [arguments]. Plain JavaScript without dependencies.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, findNode } from './install.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Never returns: ends with the exit code of the file that it ran. */
export async function runFile(file, args) {
  try {
    await ensureInstalled(root);
    const child = spawn(await findNode(root), [path.join(root, file), ...args], { cwd: root, stdio: 'inherit' });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code) => process.exit(code ?? 1));
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exit(thrown?.exitCode ?? 1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await runFile(process.argv[2], process.argv.slice(3));
