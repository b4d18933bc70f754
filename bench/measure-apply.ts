import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import type { MachineObservation } from '#lib/inventory/machines/model.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Database } from '#lib/platform/db/database.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { ScopeHealth } from '#lib/sync/scope-health.ts';
import { SourceSink } from '#lib/sync/source-sink.ts';
import { root } from './child.ts';
import { makeClusters, makeMachines } from './make-fleet.ts';
import { readFamilyCpuMs } from './process-figures.ts';
import type { Stage } from './stage.ts';

/** What storing one row costs: processor time of the engine and of Postgres, in microseconds. */
export type RowCost = { engineMicros: number; postgresMicros: number };

/** Rows a second through the sync engine, and through Prisma into the same table; `unchangedTuples` is what an unchanged listing wrote. */
export type ApplyFigures = {
  rows: number;
  insertPerSecond: number;
  insertCost: RowCost;
  updatePerSecond: number;
  unchangedPerSecond: number;
  unchangedTuples: number;
  prismaCreatePerSecond: number;
  prismaUpsertPerSecond: number;
  prismaUpserts: number;
};

const pageSize = 500;
const createAtOnce = 1_000;
const upserts = 5_000;
const inventoryTables = ['clusters', 'machines', 'cluster_rollups', 'transitions'];

/** Stores the machines of a fleet of that size, first all new, then unchanged, then all changed, in a database of its own. */
export async function measureApply(stage: Stage, size: { clusters: number; nodes: number }): Promise<ApplyFigures> {
  await stage.db.pool.query('CREATE DATABASE bench_apply');
  const url = new URL(stage.databaseUrl);
  url.pathname = '/bench_apply';
  const db = openDatabase(url.href, { max: 8, applicationName: 'tarmac-bench-apply' });
  try {
    await applyMigrations(db.pool, path.join(root, 'prisma/migrations'));
    const clusters = makeClusters(size.clusters);
    const machines = makeMachines(clusters, size.nodes);
    const store = (sink: SourceSink, items: readonly MachineObservation[]) => sink.full({ clusterUid: null, kind: 'Machine', noun: 'machine' }, paged(items));
    // A worker runs for days: what its first seconds cost it is in the first sync.
    await store(await openSink(db, 'warm-up', clusters), machines);
    const sink = await openSink(db, 'bench', clusters);
    const apply = (items: readonly MachineObservation[]) => perSecond(items.length, () => store(sink, items));
    const start = { engine: process.cpuUsage(), postgres: readFamilyCpuMs(stage.postgresPid) };
    const insertPerSecond = await apply(machines);
    const used = process.cpuUsage(start.engine);
    const insertCost = {
      engineMicros: (used.user + used.system) / machines.length,
      postgresMicros: ((readFamilyCpuMs(stage.postgresPid) - start.postgres) * 1000) / machines.length,
    };
    const before = await countTuples(db.pool);
    const unchangedPerSecond = await apply(machines);
    const unchangedTuples = (await countTuples(db.pool)) - before;
    const updatePerSecond = await apply(machines.map((machine) => ({ ...machine, version: 'v1.37.1', phase: 'Deleting' })));
    return { rows: machines.length, insertPerSecond, insertCost, unchangedPerSecond, unchangedTuples, updatePerSecond, ...(await measurePrisma(db)) };
  } finally {
    await closeDatabase(db);
  }
}

async function openSink({ pool }: Database, name: string, clusters: readonly ClusterObservation[]): Promise<SourceSink> {
  const sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, $2, 'cluster-api', 'file', '1')`, [sourceId, name]);
  const sink = new SourceSink({
    pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 3_600_000, signal: new AbortController().signal,
  });
  await sink.load();
  await sink.full({ clusterUid: null, kind: 'Cluster', noun: 'cluster' }, paged(clusters));
  return sink;
}

async function measurePrisma({ pool, prisma }: Database) {
  const rows = await prisma.machine.findMany({ where: { phase: 'Deleting' } });
  const data = rows.map(({ deletion, deletionHooks, conditions, ...row }) => ({ ...row, deletion: deletion ?? undefined, deletionHooks: deletionHooks ?? [], conditions: conditions ?? [] }));
  await pool.query('TRUNCATE machines');
  const prismaCreatePerSecond = await perSecond(data.length, async () => {
    for (let from = 0; from < data.length; from += createAtOnce) await prisma.machine.createMany({ data: data.slice(from, from + createAtOnce) });
  });
  const some = data.slice(0, upserts).map((row) => ({ ...row, phase: 'Running' }));
  const prismaUpsertPerSecond = await perSecond(some.length, async () => {
    for (let from = 0; from < some.length; from += 100) {
      await prisma.$transaction(some.slice(from, from + 100).map((row) => prisma.machine.upsert({ where: { id: row.id }, create: row, update: row })));
    }
  });
  return { prismaCreatePerSecond, prismaUpsertPerSecond, prismaUpserts: some.length };
}

async function* paged<T>(items: readonly T[]): AsyncGenerator<{ items: readonly T[]; unreadable: number }> {
  for (let from = 0; from < items.length; from += pageSize) yield { items: items.slice(from, from + pageSize), unreadable: 0 };
}

async function perSecond(rows: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (rows / (performance.now() - startedAt)) * 1000;
}

/** Tuples written to the inventory since the database was made; every other connection is ended first, because each reports when it likes. */
async function countTuples(db: Queryable): Promise<number> {
  await db.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()');
  await db.query('SELECT pg_stat_force_next_flush()');
  const { rows } = await db.query<{ written: number }>(
    'SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::float8 AS written FROM pg_stat_user_tables WHERE relname = ANY($1)', [inventoryTables],
  );
  return rows[0]?.written ?? 0;
}
