import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDatabaseAway, isDatabaseAway } from './database-away.ts';
import { closeDatabase, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import type { EmbeddedPostgres } from './embedded-postgres.ts';
import { throwAwaySettings } from './postgres-settings.ts';
import { createTestDatabase } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

let database: TestDatabase;
let dir: string;
let server: EmbeddedPostgres;

beforeAll(async () => {
  database = await createTestDatabase();
  dir = mkdtempSync(path.join(tmpdir(), 'tarmac-away-'));
  server = await startEmbeddedPostgres({ dir: path.join(dir, 'postgres'), settings: throwAwaySettings });
});
afterAll(async () => {
  await server.stop();
  await database.drop();
  rmSync(dir, { recursive: true, force: true });
});

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => expect.fail('it did not fail'), (thrown: unknown) => thrown);

/** What plain SQL and Prisma throw on it, each wrapped once as a caller would. */
async function failures(db: Database): Promise<unknown[]> {
  const thrown = [await failure(db.pool.query('SELECT 1')), await failure(db.prisma.$queryRaw`SELECT 1`), await failure(db.prisma.user.count())];
  return [...thrown, ...thrown.map((cause) => new Error('the work failed', { cause }))];
}

describe('a database is away', { timeout: 60_000 }, () => {
  test('when a connection was ended by the server', async () => {
    const db = openDatabase(database.url, { max: 1 });
    const client = await db.pool.connect();
    const thrown = await failure(client.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    const again = await failure(client.query('SELECT 1'));
    client.release(true);
    expect([thrown, again].map(isDatabaseAway)).toEqual([true, true]);
    await closeDatabase(db);
  });

  test('when it hangs, to a query under way and to a new connection', async () => {
    const { hostname, port } = new URL(database.url);
    const ends: Socket[] = [];
    const relay: Server = createServer((near) => {
      const far = connect(Number(port), hostname);
      ends.push(near, far);
      for (const end of [near, far]) end.on('error', () => undefined);
      near.pipe(far).pipe(near);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => relay.once('listening', resolve));
    const through = new URL(database.url);
    Object.assign(through, { hostname: '127.0.0.1', port: String((relay.address() as AddressInfo).port) });
    for (const options of [{ silenceMs: 200 }, { queryTimeoutMs: 200 }]) {
      const db = openDatabase(through.href, options);
      await db.pool.query('SELECT 1');
      for (const end of ends) end.unpipe().pause();
      expect(isDatabaseAway(await failure(db.pool.query('SELECT 1')))).toBe(true);
      for (const end of ends.splice(0)) end.destroy();
      await closeDatabase(db);
    }
    relay.close();
  });

  test('when it was killed, stopped, or its address leads nowhere, for plain SQL and Prisma alike', async () => {
    const db = openDatabase(server.url);
    await db.pool.query('SELECT 1');
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    expect((await failures(db)).map(isDatabaseAway)).toEqual([true, true, true, true, true, true]);
    await closeDatabase(db);
    expect(isDatabaseAway(await failure(db.pool.query('SELECT 1')))).toBe(true);
    const nowhere = openDatabase('postgresql://tarmac:x@nowhere.invalid/tarmac');
    expect((await failures(nowhere)).map(isDatabaseAway)).toEqual([true, true, true, true, true, true]);
    await closeDatabase(nowhere);
    const noSocket = openDatabase(`postgresql://tarmac:x@/tarmac?host=${dir}`);
    expect(isDatabaseAway(await failure(noSocket.pool.query('SELECT 1')))).toBe(true);
    await closeDatabase(noSocket);
  });

  test('and not when a statement is wrong, too slow or in another’s way', async () => {
    const { pool } = database.db;
    const wrong = [
      'SELECT nothing',
      'SELECT 1/0',
      `DO $$ BEGIN RAISE deadlock_detected; END $$`,
      `SET statement_timeout = 20; SELECT pg_sleep(5)`,
    ];
    for (const sql of wrong) expect(describeDatabaseAway(await failure(pool.query(sql)))).toBeNull();
    expect(describeDatabaseAway(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))).toBeNull();
    expect(describeDatabaseAway(null)).toBeNull();
  });
});
