import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureInitialAccounts } from '#lib/access/initial-accounts.ts';
import { createToken } from '#lib/access/tokens.ts';
import { workerEnvironment } from '#lib/launcher/parts.ts';
import { holdWebBuild } from '#lib/launcher/web-build.ts';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { startEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { findFreePort } from '#lib/platform/db/free-port.ts';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { root, startChild } from './child.ts';
import type { Child } from './child.ts';

/**
 * All that is measured, on loopback ports and in a temporary folder: Postgres, the demo fleet and the web server run;
 * the worker is started by who measures it. `token` is that of an admin. `dismantle` stops everything and removes the folder.
 */
export type Stage = {
  folder: string;
  db: Database;
  databaseUrl: string;
  postgresPid: number;
  demo: Child;
  configFile: string;
  web: Child;
  url: string;
  token: string;
  startWorker(): Promise<Child>;
  dismantle(): Promise<void>;
};

/** Builds the web application when its sources changed, and sets the stage with a demo fleet of `size` (`2000x50000`). */
export async function setStage(size: string): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tarmac-bench-'));
  const cleanups: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const dismantle = async () => {
    for (const clean of cleanups.splice(0).toReversed()) await clean().catch(() => undefined);
  };
  try {
    const build = await holdWebBuild(root, path.join(folder, 'build.log'), new AbortController().signal);
    cleanups.push(async () => build.release());
    const postgres = await startEmbeddedPostgres({ dir: path.join(folder, 'postgres') });
    cleanups.push(() => postgres.stop());
    const db = openDatabase(postgres.url, { max: 10, applicationName: 'tarmac-bench' });
    cleanups.push(() => closeDatabase(db));
    await applyMigrations(db.pool, path.join(root, 'prisma/migrations'));
    await ensureInitialAccounts(db, { demo: true });
    const actor = { kind: 'system', id: 'bench', name: 'Benchmark' } as const;
    const { token } = await createToken(db, { name: 'bench', role: 'admin', actor });
    const port = await findFreePort(null);
    const url = `http://127.0.0.1:${port}`;
    const env = {
      NODE_ENV: 'production', DATABASE_URL: postgres.url, TARMAC_DATA: path.join(folder, 'data'), TARMAC_SECRET: randomBytes(32).toString('base64'),
      TARMAC_URL: url, TARMAC_BANNER: 'demo', TARMAC_DEMO: '1', TARMAC_LOG_LEVEL: 'warn', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port), HOST: '127.0.0.1',
    };
    const logFile = path.join(folder, 'parts.log');
    const demo = await startChild({ args: ['lib/demo/main.ts'], env: { ...env, TARMAC_DEMO_SIZE: size }, ready: /^demo ready (.+)$/, logFile });
    cleanups.push(() => demo.stop());
    const web = await startChild({ args: ['lib/web/main.ts'], env, ready: /web server ready/, logFile });
    cleanups.push(() => web.stop());
    return {
      folder, db, databaseUrl: postgres.url, postgresPid: postgres.pid, demo, configFile: demo.said, web, url, token, dismantle,
      startWorker: async () => {
        const worker = await startChild({ args: ['lib/worker/main.ts'], env: { ...env, ...workerEnvironment, TARMAC_CONFIG: demo.said }, ready: /worker ready/, logFile });
        cleanups.push(() => worker.stop());
        return worker;
      },
    };
  } catch (thrown) {
    await dismantle();
    throw thrown;
  }
}
