import { z } from 'zod';
import { readFamilyCpuMs, readProcess } from './process-figures.ts';
import { quantile } from './quantile.ts';
import { runChild } from './run-child.ts';
import type { Stage } from './stage.ts';

/** How fast one address answers `clients` clients at once; processor time is that of the web server and of Postgres for one request. */
export type Latency = { p50Ms: number; p99Ms: number; maxMs: number; perSecond: number; bytes: number; webCpuMs: number; postgresCpuMs: number };

const loadSchema = z.object({ samplesMs: z.array(z.number()), bytes: z.number(), seconds: z.number() });
const requests = 10_000;
const maxMs = 300_000;

/** Asks an address of the API 10,000 times with `clients` clients at once. */
export async function measureApi(stage: Stage, address: string, clients: number): Promise<Latency> {
  const before = { web: readProcess(stage.web.pid).cpuMs, postgres: readFamilyCpuMs(stage.postgresPid) };
  const { samplesMs, bytes, seconds } = loadSchema.parse(await runChild('load.ts', [`${stage.url}${address}`, String(clients), String(requests)], maxMs, { TARMAC_BENCH_TOKEN: stage.token }));
  // The warm-up has a third of the requests and is in the processor time too.
  const sent = requests * (4 / 3);
  return {
    p50Ms: quantile(samplesMs, 0.5), p99Ms: quantile(samplesMs, 0.99), maxMs: quantile(samplesMs, 1), perSecond: requests / seconds, bytes,
    webCpuMs: (readProcess(stage.web.pid).cpuMs - before.web) / sent,
    postgresCpuMs: (readFamilyCpuMs(stage.postgresPid) - before.postgres) / sent,
  };
}
