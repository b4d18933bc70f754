import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { throwAwaySettings } from '#lib/platform/db/postgres-settings.ts';

/** Runs `work` on a new, throw-away database that has the migrations of `migrationsDir`. */
export async function withScratchDatabase<T>(migrationsDir: string, work: (url: string) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tarmac-scratch-'));
  const server = await startEmbeddedPostgres({ dir: path.join(dir, 'postgres'), database: 'scratch', settings: throwAwaySettings });
  try {
    const pool = new pg.Pool({ connectionString: server.url, max: 1 });
    await applyMigrations(pool, migrationsDir).finally(() => pool.end());
    return await work(server.url);
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
