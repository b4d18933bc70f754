import { secondMs } from '#lib/kernel/duration.ts';

/** A worker looks at its campaigns every two seconds; who has not for so long was kept from it. */
const awayMs = 10 * secondMs;

/**
 * Until when what cannot be seen is waited for: for `patienceMs` from the start on, and again after a time in which
 * nobody could look, as when the database was away: sources could store nothing either, so all they tell of is stale.
 */
export function createPatience(patienceMs: number, startMs: number): { lookedAt(nowMs: number): void; until(): Date } {
  let lookedMs = startMs;
  let untilMs = startMs + patienceMs;
  return {
    lookedAt(nowMs) {
      if (nowMs - lookedMs > awayMs) untilMs = nowMs + patienceMs;
      lookedMs = nowMs;
    },
    until: () => new Date(untilMs),
  };
}
