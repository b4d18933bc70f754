import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { describeError } from '#lib/kernel/app-error.ts';
import { advisoryLocks } from './advisory-locks.ts';
import { DatabaseError } from './database-error.ts';
import { readMigrationFiles } from './migration-files.ts';
import type { MigrationFile } from './migration-files.ts';

/** The names of the migrations that this call applied, and how many the database now has. */
export type MigrationResult = { applied: string[]; total: number };

type RecordedMigration = { migration_name: string; checksum: string; finished_at: Date | null };

/**
 * Brings the database up to the migrations in `dir`. Any number of processes may call it at once: one works, the
 * others wait and find nothing to do. Each migration and its record commit together, so a crash leaves none half
 * applied. Throws a DatabaseError when the history of the database and the files do not agree, or when they cannot be
 * applied.
 */
export async function applyMigrations(pool: pg.Pool, dir: string): Promise<MigrationResult> {
  const files = await readMigrationFiles(dir);
  const client = await pool.connect();
  try {
    await client.query(`SET lock_timeout = '120s'`);
    await client.query('SELECT pg_advisory_lock($1)', [advisoryLocks.migrations]);
    await client.query(createHistorySql);
    const { rows } = await client.query<RecordedMigration>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name',
    );
    refuseOtherHistory(files, rows);
    const done = new Set(rows.map((row) => row.migration_name));
    const pending = files.filter((file) => !done.has(file.name));
    for (const file of pending) await applyOne(client, file);
    return { applied: pending.map((file) => file.name), total: files.length };
  } catch (thrown) {
    if (thrown instanceof DatabaseError) throw thrown;
    throw new DatabaseError('migration-failed', `The migrations cannot be applied: ${describeError(thrown)}.`, { cause: thrown });
  } finally {
    // Closing the connection gives the lock back even when the session is in a failed state.
    client.release(true);
  }
}

function refuseOtherHistory(files: MigrationFile[], recorded: RecordedMigration[]): void {
  const byName = new Map(files.map((file) => [file.name, file]));
  for (const row of recorded) {
    const file = byName.get(row.migration_name);
    if (!row.finished_at) {
      throw new DatabaseError(
        'migration-unfinished',
        `The migration ${row.migration_name} was begun in this database by another tool and never finished: repair it and mark it in _prisma_migrations, then start again.`,
      );
    }
    if (!file) {
      throw new DatabaseError(
        'database-newer',
        `The database is newer than this Tarmac: it has the migration ${row.migration_name}, which this version does not know; install the version that it belongs to.`,
      );
    }
    if (file.checksum !== row.checksum) {
      throw new DatabaseError(
        'migration-changed',
        `The migration ${row.migration_name} was changed after it was applied to this database: restore prisma/migrations/${row.migration_name}/migration.sql, and put the change into a new migration.`,
      );
    }
  }
}

async function applyOne(client: pg.PoolClient, { name, sql, checksum }: MigrationFile): Promise<void> {
  const id = randomUUID();
  try {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, applied_steps_count)
       VALUES ($1, $2, $3, clock_timestamp(), 0)`,
      [id, checksum, name],
    );
    await client.query(sql);
    await client.query('UPDATE _prisma_migrations SET finished_at = clock_timestamp(), applied_steps_count = 1 WHERE id = $1', [id]);
    await client.query('COMMIT');
  } catch (thrown) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw new DatabaseError('migration-failed', `The migration ${name} failed and changed nothing: ${describeError(thrown)}.`, { cause: thrown });
  }
}

// The table as Prisma's CLI makes it (prisma-engines, sql-schema-connector, imperative_migration_persistence).
const createHistorySql = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id                  VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum            VARCHAR(64) NOT NULL,
  finished_at         TIMESTAMPTZ,
  migration_name      VARCHAR(255) NOT NULL,
  logs                TEXT,
  rolled_back_at      TIMESTAMPTZ,
  started_at          TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`;
