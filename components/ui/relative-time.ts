import { formatDuration, hourMs, minuteMs, secondMs } from '#lib/kernel/duration.ts';

/** `4 min ago`, `in 2 h 40 min`, `just now`; under two seconds either way is now, since clocks differ. */
export function relativeTime(atMs: number, nowMs: number): string {
  const ageMs = nowMs - atMs;
  if (Math.abs(ageMs) < 2 * secondMs) return 'just now';
  return ageMs > 0 ? `${formatDuration(ageMs)} ago` : `in ${formatDuration(-ageMs)}`;
}

/** `2026-11-23 18:14:36 UTC`; what hovering and exports show. */
export function absoluteTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How often the words of a time of this age can change. */
export function stepOfAge(ageMs: number): number {
  const distance = Math.abs(ageMs);
  return distance < 3 * minuteMs ? secondMs : distance < hourMs ? 15 * secondMs : minuteMs;
}
