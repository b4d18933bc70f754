import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '#prisma/generated/client/client.ts';
import { createWatchedSocket } from './watched-socket.ts';

/** One pool of connections, and the typed client that works over the same pool. */
export type Database = { pool: pg.Pool; prisma: PrismaClient };

/**
 * `max` is the most connections that this process holds (10 unless said); `queryTimeoutMs` how long a query may take, and
 * `silenceMs` after how long without a byte either way a connection counts as dead (both: for ever unless said). Idle
 * connections are closed after 30 s, so a longer silence is one of a query, or of a borrower that does nothing.
 */
export type DatabaseOptions = { max?: number; applicationName?: string; queryTimeoutMs?: number; silenceMs?: number };

/** Opens nothing yet: connections are made when first used. End it with {@link closeDatabase}. */
export function openDatabase(url: string, { max = 10, applicationName = 'tarmac', queryTimeoutMs, silenceMs }: DatabaseOptions = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    ...(queryTimeoutMs && { query_timeout: queryTimeoutMs }),
    ...(silenceMs && { stream: () => createWatchedSocket(silenceMs) }),
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // The system's own patience with a machine that vanished is two hours.
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle connection that the server ends is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same for a connection that is lent out while no query of it is under way; its borrower's next query fails.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { pool, prisma: new PrismaClient({ adapter: new PrismaPg(pool) }) };
}

/** Waits for the queries under way, then closes every connection. Calling it again does nothing. */
export async function closeDatabase({ pool, prisma }: Database): Promise<void> {
  await prisma.$disconnect();
  if (!pool.ended) await pool.end();
}
