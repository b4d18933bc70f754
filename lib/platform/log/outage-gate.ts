const quietMs = 10_000;
const maxKeys = 1_000;
const codes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03']);
const words = /\b(ECONNREFUSED|ECONNRESET)\b|the database system is (starting up|shutting down)|terminating connection due to|Connection terminated|Query read timeout|timeout exceeded when trying to connect|^timeout expired$|PostgreSQL said nothing for/;

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
      const text = describeOutage(error);
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

function describeOutage(error: unknown): string | null {
  if (typeof error === 'string') return words.test(error) ? error : null;
  if (!(error instanceof Error)) return null;
  if (error instanceof AggregateError && error.errors.length > 0) return describeOutage(error.errors[0]);
  const known = ('code' in error && codes.has(String(error.code))) || words.test(error.message);
  return known ? error.message : null;
}
