import { z } from 'zod';
import { quantile } from './quantile.ts';
import { runChild } from './run-child.ts';
import type { Stage } from './stage.ts';

/** What listing from the API servers takes: the median of all times, and what one time reads. */
export type Direct = { p50Ms: number; maxMs: number; objects: number; bytes: number };

const directSchema = z.object({ samplesMs: z.array(z.number()), objects: z.number(), bytes: z.number() });
const maxMs = 600_000;

/** Lists `what` from the API servers, `times` times one after the other: every kind of every cluster, Clusters, or Clusters and Machines. */
export async function measureDirect(stage: Stage, what: 'fleet' | 'clusters' | 'machines', times: number): Promise<Direct> {
  const { samplesMs, objects, bytes } = directSchema.parse(await runChild('list-directly.ts', [stage.configFile, what, String(times)], maxMs));
  return { p50Ms: quantile(samplesMs, 0.5), maxMs: quantile(samplesMs, 1), objects, bytes };
}
