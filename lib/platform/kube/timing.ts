import { setTimeout as sleep } from 'node:timers/promises';

/** A value spread by 15 % either way, so that many clients do not act at the same moment. */
export const jittered = (value: number): number => value * (0.85 + Math.random() * 0.3);

/** Waits `ms`, or returns early when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
