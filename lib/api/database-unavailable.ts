const codes = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE',
  // Postgres: shutting down, crashed, starting up, too many connections (Appendix A of its manual).
  '57P01', '57P02', '57P03', '53300',
  // Prisma: cannot reach, timed out, connection closed.
  'P1001', 'P1002', 'P1008', 'P1017', 'P2024',
]);
const texts = /timeout exceeded when trying to connect|Query read timeout|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end/;

/** Whether the database could not be asked at all, by the error or anything that it was caused by. */
export function isDatabaseUnavailable(thrown: unknown, depth = 0): boolean {
  if (!(thrown instanceof Error) || depth > 5) return false;
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  if (codes.has(code) || code.startsWith('08') || texts.test(thrown.message)) return true;
  if (thrown instanceof AggregateError && thrown.errors.some((inner) => isDatabaseUnavailable(inner, depth + 1))) return true;
  return isDatabaseUnavailable(thrown.cause, depth + 1);
}
