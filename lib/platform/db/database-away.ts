const networkCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const prismaCodes = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);
// PostgreSQL, appendix A: connection exceptions; too many connections; shutting down, crashed, starting up, idle session ended.
const serverStates = /^(?:08...|53300|57P0[1235])$/;
const words =
  /\b(?:ECONNREFUSED|ECONNRESET)\b|the database system is (?:starting up|shutting down|in recovery mode)|terminating connection due to|Connection terminated|Query read timeout|timeout exceeded when trying to connect|^timeout expired$|PostgreSQL said nothing for|Client has encountered a connection error|Cannot use a pool after calling end/;
// How Prisma's raw queries tell it: in what their driver adapter threw (@prisma/driver-adapter-utils, `Error`).
const adapterKinds = new Set(['DatabaseNotReachable', 'ConnectionClosed', 'SocketTimeout', 'TooManyConnections']);
const mostCauses = 5;

/**
 * The words of whatever says in `thrown` that the database could not be asked: that it refuses, was stopped, hangs, is
 * starting or has no connection left; `null` when it says something else. Looks at the error, at what it was caused by
 * and at those it is made of, and at a bare text. What a statement did wrong is never one of these.
 */
export function describeDatabaseAway(thrown: unknown, depth = 0): string | null {
  if (typeof thrown === 'string') return words.test(thrown) ? thrown : null;
  if (!(thrown instanceof Error) || depth > mostCauses) return null;
  for (const inner of thrown instanceof AggregateError ? thrown.errors : []) {
    const found = describeDatabaseAway(inner, depth + 1);
    if (found !== null) return found;
  }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
  // The socket file of a server that is not there; any other missing file is no outage.
  const noSocket = code === 'ENOENT' && 'syscall' in thrown && thrown.syscall === 'connect';
  if (noSocket || networkCodes.has(code) || prismaCodes.has(code) || serverStates.test(code) || adapterKinds.has(readAdapterKind(thrown)) || words.test(thrown.message)) return thrown.message;
  return describeDatabaseAway(thrown.cause instanceof Error ? thrown.cause : null, depth + 1);
}

function readAdapterKind(thrown: Error): string {
  let found: unknown = thrown;
  for (const key of ['meta', 'driverAdapterError', 'cause', 'kind']) found = found && typeof found === 'object' ? Reflect.get(found, key) : undefined;
  return typeof found === 'string' ? found : '';
}

/** Whether the database could not be asked at all, so that the same statement may succeed later. */
export function isDatabaseAway(thrown: unknown): boolean {
  return describeDatabaseAway(thrown) !== null;
}
