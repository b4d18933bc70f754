import { AsyncLocalStorage } from 'node:async_hooks';

/** Fields that every line carries while a request or a job runs: `requestId`, `jobId`, `campaignId` … */
export type LogContext = Readonly<Record<string, string>>;

const storage = new AsyncLocalStorage<LogContext>();

/** Runs `work` so that all that it logs, however deep and asynchronous, carries `fields` beside those around it. */
export function withLogContext<T>(fields: LogContext, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work);
}

/** The fields in force here; empty outside of any context. */
export function readLogContext(): LogContext {
  return storage.getStore() ?? {};
}
