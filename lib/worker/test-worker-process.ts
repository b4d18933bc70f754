import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** A worker as a process of its own, for tests; `lines` is what it has said so far. */
export type TestWorkerProcess = { child: ChildProcess; lines: readonly string[] };

/**
 * Starts lib/worker/main.ts with this environment, its data in `dir`, its sources in `dir`/tarmac.yaml unless said,
 * and resolves once it says that it is ready. Rejects with all that it said when it ends. The caller kills it.
 */
export async function startTestWorker(databaseUrl: string, dir: string, environment: Record<string, string> = {}, started: (child: ChildProcess) => void = () => undefined): Promise<TestWorkerProcess> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts')], {
    env: { ...process.env, DATABASE_URL: databaseUrl, TARMAC_DATA: dir, TARMAC_CONFIG: path.join(dir, 'tarmac.yaml'), TARMAC_LOG_FORMAT: 'json', NODE_ENV: 'production', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started(child);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (line.includes('worker ready')) resolve();
    });
  }
  child.once('close', (code) => reject(new Error(`exit code ${code}: ${lines.map((line) => `${line}\n`).join('')}`)));
  await promise;
  return { child, lines };
}
