import pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { DatabaseError } from './database-error.ts';

const oldestServerVersion = 160_000;

/**
 * Connects once and reads the server's version. Throws a DatabaseError whose message says in one sentence,
 * without the password, what does not work: the address, the sign-in, the database, or the server's age.
 */
export async function checkConnection(url: string, timeoutMs = 5_000): Promise<{ serverVersion: string }> {
  const where = describeAddress(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs, application_name: 'tarmac-check' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ number: string; version: string }>(
      `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS version`,
    );
    const found = rows[0]!;
    if (Number(found.number) < oldestServerVersion) {
      throw new DatabaseError('database-refused', `The database at ${where} is PostgreSQL ${found.version}; Tarmac needs 16 or newer.`);
    }
    return { serverVersion: found.version };
  } catch (thrown) {
    if (thrown instanceof DatabaseError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
    const reason = describeError(thrown) || code;
    if (/^(28|3D|42501)/.test(code)) {
      throw new DatabaseError('database-refused', `The database at ${where} refused the connection: ${reason}.`, { cause: thrown });
    }
    throw new DatabaseError('database-unreachable', `The database at ${where} does not answer (${reason}): check DATABASE_URL and that PostgreSQL runs there.`, {
      retryable: true,
      cause: thrown,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** `host:port/database` of a connection string: what may be shown to people; never a user or a password. */
export function describeAddress(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`;
  } catch {
    return 'an address that is no URL';
  }
}
