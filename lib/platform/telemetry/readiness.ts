import type pg from 'pg';
import { readMigrationFiles } from '#lib/platform/db/migration-files.ts';

/** One thing that has to be so before Tarmac is of use; `detail` says what is not and what to do, `cause` is for the log alone. */
export type ReadinessCheck = { name: 'database' | 'migrations' | 'worker'; ready: boolean; detail: string; cause?: unknown };

/** Ready when every check is. Checks that depend on one that failed say so. */
export type Readiness = { ready: boolean; checks: ReadinessCheck[] };

/** What a worker calls itself to Postgres, as the beginning of `application_name`. */
export const workerApplicationName = 'tarmac-worker';

/**
 * Looks whether the database answers, has every migration of `migrationsDir`, and whether a worker is connected to
 * it now. A database that says nothing for `patienceMs` does not answer. Never throws.
 */
export async function checkReadiness(pool: pg.Pool, migrationsDir: string, patienceMs = defaultPatienceMs): Promise<Readiness> {
  const checks: ReadinessCheck[] = [await checkDatabase(pool, patienceMs)];
  if (checks[0]!.ready) checks.push(await checkMigrations(pool, migrationsDir), await checkWorker(pool));
  else checks.push(notAsked('migrations'), notAsked('worker'));
  return { ready: checks.every(({ ready }) => ready), checks };
}

// Below the five seconds that docker-compose.yml and most load balancers give a health check.
const defaultPatienceMs = 3_000;

const notAsked = (name: ReadinessCheck['name']): ReadinessCheck => ({ name, ready: false, detail: 'Not known: the database does not answer.' });

async function checkDatabase(pool: pg.Pool, patienceMs: number): Promise<ReadinessCheck> {
  try {
    const silence = rejectAfter(patienceMs);
    await Promise.race([pool.query('SELECT 1'), silence.over]).finally(silence.cancel);
    return { name: 'database', ready: true, detail: 'The database answers.' };
  } catch (thrown) {
    return { name: 'database', ready: false, detail: 'The database does not answer. See that PostgreSQL runs and that DATABASE_URL leads to it.', cause: thrown };
  }
}

function rejectAfter(ms: number): { over: Promise<never>; cancel(): void } {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('It took too long.')), ms);
  return { over, cancel: () => clearTimeout(timer) };
}

async function checkMigrations(pool: pg.Pool, migrationsDir: string): Promise<ReadinessCheck> {
  try {
    const files = await readMigrationFiles(migrationsDir);
    const { rows } = await pool.query<{ name: string }>('SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL');
    const applied = new Set(rows.map(({ name }) => name));
    const missing = files.filter(({ name }) => !applied.has(name));
    if (missing.length === 0) return { name: 'migrations', ready: true, detail: `All ${files.length} migrations are applied.` };
    return { name: 'migrations', ready: false, detail: `${missing.length} of ${files.length} migrations are not applied, first ${missing[0]!.name}. Start Tarmac's worker or launcher, which apply them.` };
  } catch (thrown) {
    return { name: 'migrations', ready: false, detail: 'It is not known which migrations are applied; the log of the web server says why. Start the worker or the launcher, which apply them.', cause: thrown };
  }
}

async function checkWorker(pool: pg.Pool): Promise<ReadinessCheck> {
  try {
    const { rows } = await pool.query<{ workers: number }>(
      `SELECT count(*)::int AS workers FROM pg_stat_activity WHERE datname = current_database() AND starts_with(application_name, $1)`, [workerApplicationName],
    );
    const ready = (rows[0]?.workers ?? 0) > 0;
    return { name: 'worker', ready, detail: ready ? 'A worker is connected.' : 'No worker is connected: what is shown grows old and campaigns stand still. Start the worker, or see its log.' };
  } catch (thrown) {
    return { name: 'worker', ready: false, detail: 'It is not known whether a worker runs; the log of the web server says why.', cause: thrown };
  }
}
