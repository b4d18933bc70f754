import { PgBoss } from 'pg-boss';
import type pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { withLogContext } from '../log/log-context.ts';

/** What a queue says about itself. */
export type QueueLog = { warn(fields: object, message: string): void };

/** Works on one job until it resolves; what it logs carries the job's data and id. `signal` aborts when the queue stops or the job was given to another worker. */
export type JobHandler = (data: Record<string, string>, signal: AbortSignal) => Promise<void>;

/** Jobs that at most one worker has at a time, by key. */
export interface KeyedQueue {
  /** Puts a job there unless one with this key waits or runs already; whether it was put. */
  offer(key: string, data: Record<string, string>): Promise<boolean>;
  /** Takes jobs, up to `concurrency` at once in this process. */
  work(concurrency: number, handler: JobHandler): Promise<void>;
  /** Waits up to `graceMs` for running handlers, which are told to stop, then lets go. */
  stop(graceMs: number): Promise<void>;
}

// Ten seconds is the least that pg-boss takes; with it a killed worker's job is free again within some 15 s.
const heartbeatSeconds = 10;

/**
 * Opens a queue over `pool` (pg-boss, in a schema of its own that it makes itself). A job whose worker
 * stops beating is given to another one; so a handler must bear being run again from anywhere.
 */
export async function openKeyedQueue(pool: pg.Pool, name: string, log: QueueLog): Promise<KeyedQueue> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: 'pgboss',
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
  });
  boss.on('error', (error) => log.warn({ queue: name, error: describeError(error) }, 'the job queue has trouble'));
  await boss.start();
  await boss.createQueue(name, {
    policy: 'exclusive', heartbeatSeconds, expireInSeconds: 900, retryLimit: 5, retryDelay: 1, deleteAfterSeconds: 600, retentionSeconds: 3600,
  });
  const stopping = new AbortController();
  return {
    offer: async (key, data) => (await boss.send(name, data, { singletonKey: key })) !== null,
    work: async (concurrency, handler) => {
      await boss.work<Record<string, string>>(name, { localConcurrency: concurrency, pollingIntervalSeconds: 1, heartbeatRefreshSeconds: 3 }, async (jobs) => {
        for (const job of jobs) await withLogContext({ ...job.data, jobId: job.id }, () => handler(job.data, AbortSignal.any([job.signal, stopping.signal])));
      });
    },
    stop: async (graceMs) => {
      stopping.abort();
      await boss.stop({ graceful: true, timeout: graceMs, close: false });
    },
  };
}
