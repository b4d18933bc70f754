import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from './start-error.ts';

/**
 * Waits until GET `url`/api/health answers 200. Throws a StartError that says what is not ready, in the words of the
 * last answer, when `timeoutMs` have passed.
 */
export async function waitUntilHealthy(url: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  let last = 'it does not answer';
  while (performance.now() < deadline) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${url}/api/health`, { signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]) });
      if (response.ok) return;
      last = `it answers ${response.status}: ${(await response.text()).slice(0, 300)}`;
    } catch {
      signal.throwIfAborted();
    }
    await wait(80, undefined, { signal });
  }
  throw new StartError('not-ready', `Tarmac did not get ready within ${Math.round(timeoutMs / 1000)} s: GET ${url}/api/health, ${last}.`);
}
