import path from 'node:path';
import type { Environment } from '#lib/platform/config/environment.ts';
import { checkConnection } from '#lib/platform/db/connection-check.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { waitUntil } from '#lib/platform/db/process-state.ts';
import { holdDataFolder } from './data-folder.ts';
import { toPostgresDir } from './local-database.ts';
import type { PidFileHold } from './pid-file.ts';
import { StartError } from './start-error.ts';

/**
 * Runs `work` on the database that Tarmac uses: that of DATABASE_URL, else the embedded one, which is started for the
 * moment when it does not run. Migrations are applied first. Throws AppErrors of one sentence.
 */
export async function withCommandDatabase<T>(environment: Environment, work: (db: Database) => Promise<T>): Promise<T> {
  const { url, release } = await findDatabase(environment);
  const db = openDatabase(url, { max: 2, applicationName: 'tarmac-cli' });
  try {
    await applyMigrations(db.pool, path.resolve(import.meta.dirname, '../../prisma/migrations'));
    return await work(db);
  } finally {
    await closeDatabase(db);
    await release();
  }
}

async function findDatabase({ databaseUrl, dataDir }: Environment): Promise<{ url: string; release(): Promise<void> }> {
  const release = async () => undefined;
  if (databaseUrl) {
    await checkConnection(databaseUrl);
    return { url: databaseUrl, release };
  }
  const dir = toPostgresDir(dataDir);
  const running = await findEmbeddedPostgres(dir);
  if (running) return { url: running, release };
  let hold: PidFileHold;
  try {
    hold = await holdDataFolder(dataDir);
  } catch (thrown) {
    if (!(thrown instanceof StartError && thrown.code === 'already-running')) throw thrown;
    // A launcher that is just starting holds the folder and will bring the database up.
    let url: string | null = null;
    await waitUntil(async () => (url = await findEmbeddedPostgres(dir)) !== null, 30_000, 200);
    if (!url) throw thrown;
    return { url, release };
  }
  const server = await startEmbeddedPostgres({ dir });
  return {
    url: server.url,
    release: async () => {
      await server.stop();
      hold.release();
    },
  };
}
