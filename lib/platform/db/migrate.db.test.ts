import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { closeDatabase, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { applyMigrations } from './migrate.ts';

let dir: string;
let db: Database;
let pool: pg.Pool;
let name: string;

async function runOnServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServer').url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

async function write(migration: string, sql: string): Promise<void> {
  await mkdir(path.join(dir, migration), { recursive: true });
  await writeFile(path.join(dir, migration, 'migration.sql'), sql);
}

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-migrate-'));
  name = `tarmac_test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  await runOnServer(`CREATE DATABASE "${name}"`);
  const url = new URL(inject('testServer').url);
  url.pathname = `/${name}`;
  db = openDatabase(url.href);
  pool = db.pool;
});

afterEach(async () => {
  await closeDatabase(db);
  await runOnServer(`DROP DATABASE "${name}" WITH (FORCE)`);
  await rm(dir, { recursive: true, force: true });
});

describe('applyMigrations', () => {
  test('applies what is new in the order of names and records it as Prisma does', async () => {
    await write('0002_add', 'ALTER TABLE things ADD COLUMN size INT; CREATE INDEX things_size ON things (size);');
    await write('0001_init', 'CREATE TABLE things (id INT PRIMARY KEY);');
    expect(await applyMigrations(pool, dir)).toEqual({ applied: ['0001_init', '0002_add'], total: 2 });
    await write('0003_more', 'CREATE TABLE more (id INT);');
    expect(await applyMigrations(pool, dir)).toEqual({ applied: ['0003_more'], total: 3 });
    const { rows } = await pool.query('SELECT * FROM _prisma_migrations ORDER BY migration_name');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({
      checksum: '9fda9a9aa849a842462b710351d90740ccef1448f8230e7d8c754f31417054ba',
      migration_name: '0001_init',
      logs: null,
      rolled_back_at: null,
      applied_steps_count: 1,
    });
    expect(rows[0].finished_at).toBeInstanceOf(Date);
  });

  test('runs each migration once when several processes start together', async () => {
    await write('0001_init', 'CREATE TABLE things (id INT PRIMARY KEY);');
    const results = await Promise.all(Array.from({ length: 5 }, () => applyMigrations(pool, dir)));
    expect(results.flatMap((result) => result.applied)).toEqual(['0001_init']);
  });

  test('leaves nothing behind of a migration that fails, and says which one', async () => {
    await write('0001_init', 'CREATE TABLE things (id INT PRIMARY KEY);');
    await write('0002_bad', 'CREATE TABLE half (id INT); SELECT nothing_such;');
    await expect(applyMigrations(pool, dir)).rejects.toMatchObject({ code: 'migration-failed', message: expect.stringMatching(/0002_bad.*nothing_such/) });
    const { rows } = await pool.query(`SELECT to_regclass('half') AS half, (SELECT count(*)::int FROM _prisma_migrations) AS recorded`);
    expect(rows[0]).toEqual({ half: null, recorded: 1 });
  });

  test('says that the database is newer than the code', async () => {
    await write('0001_init', 'CREATE TABLE things (id INT PRIMARY KEY);');
    await applyMigrations(pool, dir);
    await rm(path.join(dir, '0001_init'), { recursive: true });
    await expect(applyMigrations(pool, dir)).rejects.toMatchObject({ code: 'database-newer', message: expect.stringContaining('0001_init') });
  });

  test('refuses a history that another tool left unfinished', async () => {
    await write('0001_init', 'CREATE TABLE things (id INT PRIMARY KEY);');
    await applyMigrations(pool, dir);
    await pool.query('UPDATE _prisma_migrations SET finished_at = NULL');
    await expect(applyMigrations(pool, dir)).rejects.toMatchObject({ code: 'migration-unfinished' });
  });

  test('says in a sentence what else keeps the migrations from being applied', async () => {
    await pool.query('CREATE TABLE _prisma_migrations (id INT)');
    await expect(applyMigrations(pool, dir)).rejects.toMatchObject({ code: 'migration-failed', message: expect.stringMatching(/^The migrations cannot be applied: .*migration_name.*\.$/) });
  });
});
