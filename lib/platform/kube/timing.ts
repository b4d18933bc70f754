import { setTimeout as sleep } from 'node:timers/promises';
import { type Backoff, backoffMs } from '#lib/kernel/backoff.ts';
import { KubeError } from './kube-error.ts';

/** A value spread by 15 % either way, so that many clients do not act at the same moment. */
export const jittered = (value: number): number => value * (0.85 + Math.random() * 0.3);

/** Waits `ms`, or returns early when aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

const longestAskedMs = 300_000;

/** How long to wait after the failure number `failures` (from 0): the backoff, or what the server asked for, at most five minutes, when that is longer. */
export function retryPauseMs(thrown: unknown, failures: number, backoff: Backoff): number {
  const askedMs = thrown instanceof KubeError ? thrown.retryAfterMs ?? 0 : 0;
  return Math.max(backoffMs(failures, backoff, Math.random()), Math.min(askedMs, longestAskedMs));
}
