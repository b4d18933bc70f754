import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '#lib/platform/db/free-port.ts';

/** The whole product, running. `stop` ends it as SIGTERM does and removes its data. */
export type RunningTarmac = { url: string; dataDir: string; launcherPid: number; stop(): Promise<void> };

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Starts Tarmac as `npm start` does, in a data folder of its own, and resolves when it is ready.
 * `environment` is added to the process's own. Rejects with the launcher's last lines when it ends before that.
 */
export async function startTarmac(environment: Record<string, string>, onLine: (line: string) => void = () => {}): Promise<RunningTarmac> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'tarmac-run-'));
  const configFile = path.join(dataDir, 'tarmac.yaml');
  await writeFile(configFile, 'sources: []\n');
  const port = await findFreePort(null);
  const child = spawn(process.execPath, ['bin/start.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env, DATABASE_URL: '', PORT: String(port), TARMAC_DATA: dataDir,
      TARMAC_CONFIG: configFile, ...environment,
    },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const lastLines: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lastLines.push(line);
        if (lastLines.length > 20) lastLines.shift();
        onLine(line);
        if (line.includes('Tarmac is ready')) resolve();
      });
    }
    void ended.then(() => reject(new Error(`Tarmac ended before it was ready:\n${lastLines.join('\n')}`)));
  });
  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await ready;
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { url: `http://127.0.0.1:${port}`, dataDir, launcherPid: child.pid!, stop };
}
