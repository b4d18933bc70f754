/** Bounds of an exponential backoff, in milliseconds. */
export type Backoff = { firstMs: number; maxMs: number };

/**
 * The wait before attempt `attempt` (0 is the first retry): exponential with full jitter, so that
 * many clients that failed together do not return together. `random` is a number in [0, 1).
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff, random: number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + random * (ceiling / 2));
}
