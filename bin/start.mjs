#!/usr/bin/env node
// Plain JavaScript without dependencies: it runs on the Node that the machine has, before anything is installed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, findNode } from './install.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const entry = process.argv[2] === '--dev' ? 'lib/launcher/dev.ts' : 'lib/launcher/main.ts';

try {
  await ensureInstalled(root);
  run(await findNode(root));
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(thrown?.exitCode ?? 1);
}

function run(node) {
  const child = spawn(node, [path.join(root, entry)], { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
  child.on('error', (error) => {
    process.stderr.write(`Tarmac cannot be started with ${node}: ${error.message}\n`);
    process.exit(1);
  });
  // npm may put a shell between itself and this process; when that goes, no signal arrives here.
  if (process.env.npm_lifecycle_event) {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      // Once: a second signal would mean that somebody is impatient.
      clearInterval(watch);
      child.kill('SIGTERM');
    }, 300).unref();
  }
}
