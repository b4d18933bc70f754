import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { isDatabaseAway } from '#lib/platform/db/database-away.ts';

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

// PostgreSQL appendix A: class 40 rollback (deadlock, serialization), 53 resources, 57P operator intervention.
const transientState = /^(?:40|53|57P)/;

/** Whether an error of pg says that the same statement may succeed later. */
export function isUnavailable(thrown: unknown): boolean {
  return isDatabaseAway(thrown) || (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' && transientState.test(thrown.code));
}
