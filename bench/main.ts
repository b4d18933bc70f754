import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { describeError } from '#lib/kernel/app-error.ts';
import { measureApi } from './measure-api.ts';
import { measureApply } from './measure-apply.ts';
import { measureBrowser } from './measure-browser.ts';
import { measureCore } from './measure-core.ts';
import { measureDirect } from './measure-direct.ts';
import { measureFirstSync } from './measure-first-sync.ts';
import { measureLive } from './measure-live.ts';
import { readLoadAverage, readProcess } from './process-figures.ts';
import { replaceFigures, toTables } from './report.ts';
import type { Figures } from './report.ts';
import { setStage } from './stage.ts';

const size = process.env.TARMAC_BENCH_SIZE ?? '2000x50000';
const readme = path.join(import.meta.dirname, 'README.md');
const clients = 16;
const setUp = 'Building the web application and starting Postgres, the demo fleet and the web server';

/** Measures everything in one run and writes the figures into README.md, where they stand between two markers. */
async function main(): Promise<void> {
  const [clusters, nodes] = size.split('x').map(Number);
  if (!clusters || !nodes) throw new Error('TARMAC_BENCH_SIZE must be <clusters>x<nodes>, such as 2000x50000.');
  const loads: number[] = [];
  const coreSpeeds: number[] = [];
  const during = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    loads.push(readLoadAverage());
    coreSpeeds.push(measureCore());
    process.stdout.write(`${what} … (load ${loads.at(-1)}, a core at ${coreSpeeds.at(-1)!.toFixed(0)} MB/s)\n`);
    const result = await work();
    // What a run that is broken off had measured is not lost.
    if (what !== setUp) process.stdout.write(`  ${JSON.stringify(result)}\n`);
    return result;
  };
  const stage = await during(setUp, () => setStage(size));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stage.dismantle().finally(() => process.exit(1)));
  try {
    const apply = await during('Bulk apply', () => measureApply(stage, { clusters, nodes }));
    const { worker, ...sync } = await during('First sync', () => measureFirstSync(stage, { clusters, nodes }));
    const afterSync = readProcess(worker.pid);
    const browser = await during('A real Chromium', () => measureBrowser(stage));
    const live = await during('Changes on their way', () => measureLive(stage));
    const api = {
      page: await during('Clusters page', () => measureApi(stage, '/api/v1/clusters?limit=50', clients)),
      filtered: await during('Clusters page, filtered', () => measureApi(stage, '/api/v1/clusters?limit=50&environment=prod&sort=-oldestNode', clients)),
      facets: await during('Facets', () => measureApi(stage, '/api/v1/clusters/facets', clients)),
    };
    const memory = { workerAfterSync: afterSync, worker: readProcess(worker.pid), web: readProcess(stage.web.pid) };
    await worker.stop();
    const direct = {
      fleet: await during('Listing the fleet directly', () => measureDirect(stage, 'fleet', 1)),
      clusters: await during('Listing clusters directly', () => measureDirect(stage, 'clusters', 10)),
      machines: await during('Listing machines directly', () => measureDirect(stage, 'machines', 3)),
    };
    const figures: Figures = {
      date: new Date().toISOString().slice(0, 10), size, clients, cores: availableParallelism(), memoryBytes: totalmem(), loads, coreSpeeds,
      apply, sync, live, api, memory, direct, browser,
    };
    const tables = toTables(figures);
    await writeFile(readme, replaceFigures(await readFile(readme, 'utf8'), tables));
    process.stdout.write(`${tables}\n`);
  } finally {
    await stage.dismantle();
  }
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(`${describeError(thrown)}\n`);
  process.exitCode = 1;
}
