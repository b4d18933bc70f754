import { setTimeout as delay } from 'node:timers/promises';

/** How long a wait lasts before it gives up, and how often it looks. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

/**
 * Polls until `check` yields a value other than undefined, null or false, and returns it. A check that throws
 * counts as not yet. Throws after `timeoutMs` (two minutes unless told), naming what was waited for and why it was not so.
 */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T | undefined | null | false>,
  options: WaitOptions = {},
): Promise<T> {
  const { timeoutMs = 120_000, intervalMs = 100 } = options;
  const deadline = performance.now() + timeoutMs;
  let reason: unknown;
  for (;;) {
    try {
      const value = await check();
      if (value !== undefined && value !== null && value !== false) return value;
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      reason = error;
    }
    if (performance.now() > deadline) {
      throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}.`, { cause: reason });
    }
    await delay(intervalMs);
  }
}

/** Thrown by a check to end the wait at once, because what is waited for can no longer happen. */
export class GiveUp extends Error {}
