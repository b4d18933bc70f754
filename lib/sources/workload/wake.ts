import { setTimeout as sleep } from 'node:timers/promises';

/** A wait that somebody can cut short. A call of `wake` while nobody waits ends the next wait at once. */
export function createWake(): { wake(): void; wait(ms: number, signal: AbortSignal): Promise<void> } {
  let pending = false;
  let current: AbortController | null = null;
  return {
    wake() {
      pending = true;
      current?.abort();
    },
    async wait(ms, signal) {
      if (!pending && !signal.aborted) {
        current = new AbortController();
        const forward = (): void => current?.abort();
        signal.addEventListener('abort', forward, { once: true });
        await sleep(ms, undefined, { signal: current.signal }).catch(() => undefined);
        signal.removeEventListener('abort', forward);
        current = null;
      }
      pending = false;
    },
  };
}
