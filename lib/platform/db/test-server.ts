import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { applyMigrations } from './migrate.ts';
import { throwAwaySettings } from './postgres-settings.ts';
import { isProcessRunning } from './process-state.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServerAddress;
  }
}

/** Where tests make their databases: a server, and the database on it that has all migrations. */
export type TestServerAddress = { url: string; template: string };

/** A server for tests: `stop` takes everything away that it made. */
export type TestServer = TestServerAddress & { stop(): Promise<void> };

const folderPrefix = 'tarmac-test-postgres-';
const migrationsDir = path.resolve(import.meta.dirname, '../../../prisma/migrations');

/** Vitest's globalSetup: one server for the whole run, told to the test files through `inject('testServer')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer(process.env.TARMAC_TEST_DATABASE_URL);
  project.provide('testServer', { url: server.url, template: server.template });
  return () => server.stop();
}

/**
 * Starts an embedded PostgreSQL in a temporary folder, or uses the server at `url` (whose role must be allowed to
 * create databases), and makes the template database. Clears away what a killed run left behind.
 */
export async function startTestServer(url?: string): Promise<TestServer> {
  await removeLeftFolders();
  const template = `tarmac_template_${process.pid}_${randomBytes(4).toString('hex')}`;
  if (url) {
    await dropLeftDatabases(url);
    await makeTemplate(url, template);
    return { url, template, stop: () => runSql(url, [`DROP DATABASE IF EXISTS "${template}" WITH (FORCE)`]) };
  }
  const dir = mkdtempSync(path.join(tmpdir(), folderPrefix));
  writeFileSync(path.join(dir, 'owner'), String(process.pid));
  const server = await startEmbeddedPostgres({ dir: path.join(dir, 'postgres'), database: 'postgres', settings: throwAwaySettings });
  await makeTemplate(server.url, template);
  return {
    url: server.url,
    template,
    stop: async () => {
      await server.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await runSql(url, [`CREATE DATABASE "${template}"`]);
  const target = new URL(url);
  target.pathname = `/${template}`;
  const pool = new pg.Pool({ connectionString: target.href, max: 1 });
  try {
    await applyMigrations(pool, migrationsDir);
  } finally {
    await pool.end();
  }
}

async function runSql(url: string, statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The names carry the id of the process that made them; on a shared server only this machine's dead ones are ours to drop. */
async function dropLeftDatabases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database d WHERE datname ~ '^tarmac_(template|test)_[0-9]+_'
         AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`,
    );
    for (const { name } of rows) {
      if (isProcessRunning(Number(name.split('_')[2]))) continue;
      await client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)}`);
    }
  } finally {
    await client.end();
  }
}

async function removeLeftFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(folderPrefix))) {
    const dir = path.join(tmpdir(), name);
    const read = (file: string) => {
      try {
        return readFileSync(path.join(dir, file), 'utf8');
      } catch {
        return '';
      }
    };
    const owner = Number(read('owner'));
    if (!owner || isProcessRunning(owner)) continue;
    if (read('postgres/cluster/postmaster.pid')) {
      const left = await startEmbeddedPostgres({ dir: path.join(dir, 'postgres'), database: 'postgres', settings: throwAwaySettings }).catch(() => null);
      await left?.stop();
    }
    rmSync(dir, { recursive: true, force: true });
  }
}
