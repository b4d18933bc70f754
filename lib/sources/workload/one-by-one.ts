import type { Semaphore } from './semaphore.ts';

/**
 * Runs tasks one after the other, all that wait in one place of `semaphore`. The listings of one API server run so: they
 * share one connection, where each would open its own and most of the work of a small listing be the handshake.
 */
export function oneByOne(semaphore: Semaphore): Semaphore {
  const waiting: (() => Promise<void>)[] = [];
  let running = false;
  async function runAll(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
    running = false;
  }
  return (task) => new Promise((resolve, reject) => {
    waiting.push(() => task().then(resolve, reject));
    if (running) return;
    running = true;
    void semaphore(runAll);
  });
}
