import { describeDatabaseAway } from '#lib/platform/db/database-away.ts';

const quietMs = 10_000;
const maxKeys = 1_000;

/** A log line of an outage that is to be written: its error in words, and how many like it were left out before it. */
export type OutageLine = { error: string; repeated: number };

/**
 * Keeps a database that is away from filling the log: of lines that say so with the same message one is let through
 * every ten seconds, without the stack that is the same each time. `pass` answers null for a line that is to be left
 * out and `other` for one that tells of something else.
 */
export function createOutageGate(now: () => number = Date.now): { pass(error: unknown, message: string): OutageLine | 'other' | null } {
  const written = new Map<string, { atMs: number; repeated: number }>();
  return {
    pass(error, message) {
      const text = describeDatabaseAway(error);
      if (text === null) return 'other';
      const last = written.get(message);
      if (last && now() - last.atMs < quietMs) {
        last.repeated += 1;
        return null;
      }
      if (written.size >= maxKeys) written.clear();
      written.set(message, { atMs: now(), repeated: 0 });
      return { error: text, repeated: last?.repeated ?? 0 };
    },
  };
}
