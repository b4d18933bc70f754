import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkConnection } from './connection-check.ts';
import { closeDatabase, openDatabase } from './database.ts';
import { inTransaction, withTransaction } from './queryable.ts';
import { createTestDatabase } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  await database.db.pool.query('CREATE TABLE numbers (n INT PRIMARY KEY)');
});
afterAll(() => database.drop());

describe('a database', () => {
  test('serves Prisma and plain SQL from one pool', async () => {
    const { pool, prisma } = database.db;
    await prisma.user.create({ data: { email: 'kim@example.org', name: 'Kim', role: 'viewer' } });
    const { rows } = await pool.query('SELECT email FROM users');
    expect(rows).toEqual([{ email: 'kim@example.org' }]);
    expect(pool.totalCount).toBeLessThanOrEqual(2);
  });

  test('closes every connection, and closing twice is harmless', async () => {
    const db = openDatabase(database.url, { applicationName: 'closing' });
    await Promise.all([db.pool.query('SELECT 1'), db.prisma.user.count()]);
    await closeDatabase(db);
    await closeDatabase(db);
    await expect
      .poll(async () => (await database.db.pool.query(`SELECT 1 FROM pg_stat_activity WHERE application_name = 'closing'`)).rowCount)
      .toBe(0);
  });

  test('outlives the loss of an idle connection', async () => {
    const db = openDatabase(database.url, { applicationName: 'losing' });
    await db.pool.query('SELECT 1');
    await database.db.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'losing'`);
    await expect.poll(() => db.pool.totalCount).toBe(0);
    expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await closeDatabase(db);
  });
});

describe('withTransaction', () => {
  test('keeps what was done when the work succeeds and nothing when it throws', async () => {
    const { pool } = database.db;
    expect(await withTransaction(pool, async (client) => (await client.query('INSERT INTO numbers VALUES (1) RETURNING n')).rows)).toEqual([{ n: 1 }]);
    const work = withTransaction(pool, async (client) => {
      await client.query('INSERT INTO numbers VALUES (2)');
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect((await pool.query('SELECT n FROM numbers')).rows).toEqual([{ n: 1 }]);
  });

  test('throws the first error, not that of a rollback that could not come either', async () => {
    const { pool } = database.db;
    const fail = async (client: { query(text: string): Promise<unknown> }) => {
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())').catch(() => undefined);
      throw new Error('the first error');
    };
    await expect(withTransaction(pool, fail)).rejects.toThrow('the first error');
    const client = await pool.connect();
    const told: string[] = [];
    await expect(inTransaction(client, () => fail(client), () => told.push('broken'))).rejects.toThrow('the first error');
    expect(told).toEqual(['broken']);
    client.release(true);
    const whole = await pool.connect();
    await expect(inTransaction(whole, () => Promise.reject(new Error('mind changed')), () => told.push('again'))).rejects.toThrow('mind changed');
    expect((await whole.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    whole.release();
    expect(told).toEqual(['broken']);
  });

  test('replaces a connection that broke inside the transaction', async () => {
    const { pool } = database.db;
    const work = withTransaction(pool, async (client) => {
      await client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(work).rejects.toThrow();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});

test('a connection that is ended while it is lent out fails its borrower and not the process', async () => {
  const { pool } = database.db;
  const work = withTransaction(pool, async (client) => {
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await ended;
    await client.query('SELECT 1');
  });
  await expect(work).rejects.toThrow();
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

describe('checkConnection', () => {
  test('tells the version of a server that works', async () => {
    expect((await checkConnection(database.url)).serverVersion).toMatch(/^\d+/);
  });

  test('names the address and never the password', async () => {
    const wrong = new URL(database.url);
    wrong.password = 'not-this-one';
    await expect(checkConnection(wrong.href)).rejects.toMatchObject({ code: 'database-refused', message: expect.not.stringContaining('not-this-one') });
    wrong.port = '1';
    await expect(checkConnection(wrong.href)).rejects.toMatchObject({ code: 'database-unreachable', message: expect.stringContaining('127.0.0.1:1') });
  });

  test.each([
    ['?sslmode=verify-full&sslrootcert=/nowhere/ca.pem', /127\.0\.0\.1.*ENOENT.*\/nowhere\/ca\.pem/],
    ['?host=/nowhere', /at \/nowhere:\d+\/tarmac_test_.*ENOENT/],
  ])('says in a sentence what is wrong with an address that ends with %s', async (query, words) => {
    await expect(checkConnection(`${database.url}${query}`)).rejects.toMatchObject({ code: 'database-unreachable', message: expect.stringMatching(words) });
  });

  test('refuses a database that can only be read, and a user who may not make tables or the schema of the queue', async () => {
    const { pool } = database.db;
    const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
    const name = rows[0]!.name;
    const poor = new URL(database.url);
    [poor.username, poor.password] = [name, 'poor'];
    await pool.query(`CREATE ROLE ${name} LOGIN PASSWORD 'poor'`);
    const refused = { code: 'database-refused', message: expect.stringMatching(/may not create tables and schemas .*: make it the owner/) };
    try {
      await expect(checkConnection(poor.href)).rejects.toMatchObject(refused);
      await pool.query(`GRANT CREATE ON SCHEMA public TO ${name}`);
      await expect(checkConnection(poor.href)).rejects.toMatchObject(refused);
      await pool.query('CREATE SCHEMA pgboss');
      expect((await checkConnection(poor.href)).serverVersion).toMatch(/^\d+/);
      await pool.query(`ALTER ROLE ${name} SET default_transaction_read_only = on`);
      await expect(checkConnection(poor.href)).rejects.toMatchObject({ code: 'database-refused', message: expect.stringMatching(/can only be read/) });
    } finally {
      await pool.query(`DROP SCHEMA IF EXISTS pgboss; DROP OWNED BY ${name}; DROP ROLE ${name}`);
    }
  });
});
