import { z } from 'zod';
import { openDemoApi } from './demo-api.ts';
import { openEventStream } from './event-stream.ts';
import { quantile } from './quantile.ts';
import type { Stage } from './stage.ts';
import { waitFor } from './wait-for.ts';

/** From the PATCH that changes an object in the API server: until a client of the event stream has read the change from the API, and until a bare watch has told it. */
export type Live = { samples: number; missed: number; p50Ms: number; p99Ms: number; maxMs: number; watchP50Ms: number; watchP99Ms: number };

const samples = 120;
const patienceMs = 10_000;
const source = 'mgmt-eu';
const pageSchema = z.object({ items: z.array(z.object({ name: z.string(), namespace: z.string(), rollout: z.object({ state: z.string() }) })) });

/** Pauses and resumes Clusters one after the other and sees how soon the list of clusters shows it. */
export async function measureLive(stage: Stage): Promise<Live> {
  const headers = { authorization: `Bearer ${stage.token}` };
  const read = async (query: string) => pageSchema.parse(await (await fetch(`${stage.url}/api/v1/clusters?${query}`, { headers })).json()).items;
  const clusters = (await read(`source=${source}&rollout=steady&limit=200`)).slice(0, samples / 2);
  if (clusters.length === 0) throw new Error(`No cluster of ${source} is steady.`);
  const api = await openDemoApi(stage.configFile, source);
  const stream = await openEventStream(`${stage.url}/api/live`, stage.token);
  const ending = new AbortController();
  let toldAt = new Map<string, number>();
  await api.watchClusters((name) => toldAt.set(name, toldAt.get(name) ?? performance.now()), ending.signal);
  const seenMs: number[] = [];
  const watchMs: number[] = [];
  let missed = 0;
  try {
    for (let sample = 0; sample < samples; sample += 1) {
      const cluster = clusters[Math.floor(sample / 2) % clusters.length]!;
      const paused = sample % 2 === 0;
      while ((await stream.next(0)) !== null);
      toldAt = new Map();
      const startedAt = performance.now();
      await api.pause(cluster, paused);
      let seen = false;
      while (!seen && performance.now() - startedAt < patienceMs) {
        if ((await stream.next(patienceMs)) === null) break;
        const now = (await read(`q=${cluster.name}&limit=10`)).find(({ name }) => name === cluster.name);
        seen = now !== undefined && (now.rollout.state === 'paused') === paused;
      }
      if (seen) seenMs.push(performance.now() - startedAt);
      else missed += 1;
      const told = await waitFor('the watch tells the change', async () => toldAt.get(cluster.name) ?? null, { maxMs: patienceMs, everyMs: 5 });
      watchMs.push(told - startedAt);
    }
  } finally {
    stream.close();
    ending.abort();
  }
  return {
    samples: seenMs.length, missed, p50Ms: quantile(seenMs, 0.5), p99Ms: quantile(seenMs, 0.99), maxMs: quantile(seenMs, 1),
    watchP50Ms: quantile(watchMs, 0.5), watchP99Ms: quantile(watchMs, 0.99),
  };
}
