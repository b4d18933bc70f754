import { setTimeout as wait } from 'node:timers/promises';

/** Asks until the answer is not null, at most for `maxMs`; throws then, with `what` was waited for. */
export async function waitFor<T>(what: string, ask: () => Promise<T | null>, { maxMs, everyMs = 100 }: { maxMs: number; everyMs?: number }): Promise<T> {
  const deadline = performance.now() + maxMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > deadline) throw new Error(`This did not come about within ${Math.round(maxMs / 1000)} s: ${what}.`);
    await wait(everyMs);
  }
}
