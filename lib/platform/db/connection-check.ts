import pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { DatabaseError } from './database-error.ts';

const oldestServerVersion = 160_000;

type Found = { number: string; version: string; readOnly: boolean; mayCreate: boolean };

/**
 * Connects once and reads what the server is and allows. Throws a DatabaseError whose message says in one sentence,
 * without the password, what does not work: the address, the sign-in, the database, the server's age, or the rights.
 */
export async function checkConnection(url: string, timeoutMs = 5_000): Promise<{ serverVersion: string }> {
  const where = describeAddress(url);
  const refuse = (message: string, cause?: unknown) => new DatabaseError('database-refused', message, { cause });
  let found: Found;
  try {
    found = await ask(url, timeoutMs);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const reason = describeError(thrown) || code;
    if (/^(28|3D|42501)/.test(code)) throw refuse(`The database at ${where} refused the connection: ${reason}.`, thrown);
    throw new DatabaseError('database-unreachable', `The database at ${where} does not answer (${reason}): check DATABASE_URL and that PostgreSQL runs there.`, {
      retryable: true,
      cause: thrown,
    });
  }
  if (Number(found.number) < oldestServerVersion) throw refuse(`The database at ${where} is PostgreSQL ${found.version}; Tarmac needs 16 or newer.`);
  if (found.readOnly) throw refuse(`The database at ${where} can only be read, as a standby can: give DATABASE_URL the address of the primary.`);
  if (!found.mayCreate) throw refuse(`The user of DATABASE_URL may not create tables and schemas in the database at ${where}: make it the owner of that database (ALTER DATABASE … OWNER TO …).`);
  return { serverVersion: found.version };
}

async function ask(connectionString: string, timeoutMs: number): Promise<Found> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs, application_name: 'tarmac-check' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    // Tables go to the first schema of the search path; the job queue makes a schema of its own, once.
    const { rows } = await client.query<Found>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version,
         current_setting('transaction_read_only') = 'on' AS "readOnly",
         coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)
           AND (has_database_privilege(current_database(), 'CREATE') OR to_regnamespace('pgboss') IS NOT NULL) AS "mayCreate"`,
    );
    return rows[0]!;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** `host:port/database` of a connection string: what may be shown to people; never a user or a password. */
export function describeAddress(url: string): string {
  try {
    const { hostname, port, pathname, searchParams } = new URL(url);
    return `${searchParams.get('host') || hostname || 'localhost'}:${port || '5432'}${pathname}`;
  } catch {
    return 'an address that is no URL';
  }
}
