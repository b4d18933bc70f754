import type { Queryable } from '#lib/platform/db/queryable.ts';
import { readFamilyCpuMs, readProcess } from './process-figures.ts';
import type { Child } from './child.ts';
import type { Stage } from './stage.ts';
import { waitFor } from './wait-for.ts';

/** The first sync from an empty database; times are milliseconds from the start of the worker's process. */
export type FirstSync = {
  worker: Child;
  /** When every Cluster and Machine was stored, when every Node was, and when every kind of every cluster was listed whole. */
  machinesMs: number;
  nodesMs: number;
  completeMs: number;
  rows: number;
  scopes: number;
  workerCpuMs: number;
  postgresCpuMs: number;
  demoCpuMs: number;
};

type Progress = { clusters: number; machines: number; nodes: number; rows: number; scopes: number; listed: number; failing: number };

const maxMs = 600_000;
/** Kinds that are listed in each workload cluster, and in each management cluster. */
const kindsEach = 7;
const managementClusters = 3;

/** Starts the worker and waits until all is stored. Throws when that takes more than ten minutes. */
export async function measureFirstSync(stage: Stage, expected: { clusters: number; nodes: number }): Promise<FirstSync> {
  const before = { postgres: readFamilyCpuMs(stage.postgresPid), demo: readProcess(stage.demo.pid).cpuMs };
  const startedAt = performance.now();
  const worker = await stage.startWorker();
  const marks: { machinesMs?: number; nodesMs?: number } = {};
  const wanted = (expected.clusters + managementClusters) * kindsEach;
  const done = await waitFor('every scope is listed', async () => {
    const progress = await readProgress(stage.db.pool);
    const ms = performance.now() - startedAt;
    if (progress.clusters >= expected.clusters && progress.machines >= expected.nodes) marks.machinesMs ??= ms;
    if (progress.nodes >= expected.nodes) marks.nodesMs ??= ms;
    return progress.listed >= wanted && progress.failing === 0 ? { ...progress, ms } : null;
  }, { maxMs, everyMs: 500 });
  return {
    worker,
    machinesMs: marks.machinesMs ?? done.ms,
    nodesMs: marks.nodesMs ?? done.ms,
    completeMs: done.ms,
    rows: done.rows,
    scopes: done.scopes,
    workerCpuMs: readProcess(worker.pid).cpuMs,
    postgresCpuMs: readFamilyCpuMs(stage.postgresPid) - before.postgres,
    demoCpuMs: readProcess(stage.demo.pid).cpuMs - before.demo,
  };
}

// What scopes say they hold is exact once they are listed, and far cheaper to ask for than counts of rows.
async function readProgress(db: Queryable): Promise<Progress> {
  const { rows } = await db.query<Progress>(
    `SELECT count(*)::int AS scopes, count(*) FILTER (WHERE listed_at IS NOT NULL OR state = 'not-served')::int AS listed,
       count(*) FILTER (WHERE state = 'failing')::int AS failing, coalesce(sum(object_count), 0)::int AS rows,
       coalesce(sum(object_count) FILTER (WHERE kind = 'Cluster'), 0)::int AS clusters,
       coalesce(sum(object_count) FILTER (WHERE kind = 'Machine' AND listed_at IS NOT NULL), 0)::int AS machines,
       coalesce(sum(object_count) FILTER (WHERE kind = 'Node'), 0)::int AS nodes
     FROM source_scopes`,
  );
  return rows[0]!;
}
