/** Runs a task when it is its turn. */
export type Semaphore = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Lets at most `limit` tasks run at once; the others wait in order. A task that takes longer than `patienceMs` goes on
 * and no longer counts: it waits for somebody who does not answer, which is no work, and must not hold up the rest.
 */
export function createSemaphore(limit: number, { patienceMs = Infinity }: { patienceMs?: number } = {}): Semaphore {
  let free = Math.max(1, limit);
  const waiting: (() => void)[] = [];
  const giveBack = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (task) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let counts = true;
    const stopCounting = () => {
      if (counts) giveBack();
      counts = false;
    };
    const impatient = patienceMs === Infinity ? undefined : setTimeout(stopCounting, patienceMs);
    try {
      return await task();
    } finally {
      clearTimeout(impatient);
      stopCounting();
    }
  };
}
