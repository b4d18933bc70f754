import path from 'node:path';
import { ensureInitialAccounts } from '#lib/access/initial-accounts.ts';
import type { Environment } from '#lib/platform/config/environment.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import type { Logger } from '#lib/platform/log/logger.ts';

const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations');

/**
 * Brings the schema up to date and makes the accounts that a start needs, for a worker that no launcher started
 * (a container). Its password goes to standard output once: the log would take it out.
 */
export async function prepareDatabase(db: Database, environment: Environment, log: Logger): Promise<void> {
  const { applied } = await applyMigrations(db.pool, migrationsDir);
  if (applied.length > 0) log.info({ applied }, 'migrations applied');
  const { told, closed } = await ensureInitialAccounts(db, { demo: environment.demo ?? false });
  if (closed.length > 0) log.info({ closed }, 'accounts of the demo closed: their passwords are public');
  if (environment.demo) return;
  for (const { email, password } of told) process.stdout.write(`The first account, shown this once: ${email} ${password}\n`);
}
