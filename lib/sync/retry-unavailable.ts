import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';

/**
 * Repeats `work` for as long as the database cannot be reached or asks to try again, until `signal` aborts.
 * A change that a watch told once would otherwise be lost; waiting here holds the source back instead.
 */
export async function retryUnavailable<T>(work: () => Promise<T>, signal: AbortSignal, onRetry?: (thrown: unknown) => void): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (thrown) {
      if (!isUnavailable(thrown) || signal.aborted) throw thrown;
      onRetry?.(thrown);
      await wait(backoffMs(attempt, { firstMs: 200, maxMs: 5_000 }, Math.random()), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw thrown;
    }
  }
}

// PostgreSQL appendix A: class 08 connection, 40 rollback (deadlock, serialization), 53 resources, 57P operator intervention.
const transientState = /^(?:08|40|53|57P)/;
const transientCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'EHOSTUNREACH', 'ENOTFOUND']);
const transientMessages = /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Whether an error of pg says that the same statement may succeed later. */
export function isUnavailable(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  return transientState.test(code) || transientCodes.has(code) || transientMessages.test(thrown.message);
}
