import { setTimeout as wait } from 'node:timers/promises';

/** Lets loops sleep until time has passed or somebody wakes all of them. */
export type Waker = {
  wake(): void;
  /**
   * Resolves after `atMostMs`, or when woken, but not before `atLeastMs`, so that a storm of hints
   * stays a steady pace. Resolves at once when `signal` aborts.
   */
  sleep(atLeastMs: number, atMostMs: number, signal: AbortSignal): Promise<void>;
};

/** A waker for any number of loops; a `wake` reaches those that sleep at that moment. */
export function createWaker(): Waker {
  let woken = Promise.withResolvers<void>();
  return {
    wake: () => {
      woken.resolve();
      woken = Promise.withResolvers<void>();
    },
    sleep: async (atLeastMs, atMostMs, signal) => {
      // Taken before the first wait, so that a call during it counts.
      const { promise } = woken;
      const quiet = (ms: number, stop: AbortSignal) => wait(ms, undefined, { signal: stop }).catch(() => undefined);
      await quiet(atLeastMs, signal);
      if (signal.aborted) return;
      const done = new AbortController();
      await Promise.race([promise, quiet(atMostMs - atLeastMs, AbortSignal.any([signal, done.signal]))]);
      done.abort();
    },
  };
}
