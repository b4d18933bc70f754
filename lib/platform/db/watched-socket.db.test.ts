import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { closeDatabase, openDatabase } from './database.ts';
import type { Database } from './database.ts';
import { withTransaction } from './queryable.ts';
import { createTestDatabase } from './test-database.ts';
import type { TestDatabase } from './test-database.ts';

let database: TestDatabase;
let relay: Server;
let ends: Socket[];
let db: Database;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const url = () => {
  const through = new URL(database.url);
  Object.assign(through, { hostname: '127.0.0.1', port: String((relay.address() as AddressInfo).port) });
  return through.href;
};
beforeEach(async () => {
  ends = [];
  const { hostname, port } = new URL(database.url);
  relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    ends.push(near, far);
    for (const end of [near, far]) end.on('error', () => undefined);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => relay.once('listening', resolve));
});
afterEach(async () => {
  for (const end of ends) end.destroy();
  await closeDatabase(db);
  relay.close();
});

/** What is open stays open and says nothing any more. */
const goSilent = () => ends.forEach((end) => end.unpipe().pause());

test('a query on a connection that went silent fails as a lost connection does, and the next one gets another', async () => {
  db = openDatabase(url(), { silenceMs: 300 });
  await db.pool.query('SELECT 1');
  goSilent();
  const failure = await db.pool.query('SELECT 1').then(() => null, (thrown: unknown) => thrown);
  expect(failure).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringMatching(/^PostgreSQL said nothing/) });
  expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

test('a transaction whose query timed out does not wait for its rollback too', async () => {
  db = openDatabase(url(), { queryTimeoutMs: 300 });
  const statements: string[] = [];
  const work = withTransaction(db.pool, async (client) => {
    client.query = new Proxy(client.query, { apply: (target, self, args) => (statements.push(String(args[0])), Reflect.apply(target, self, args)) });
    goSilent();
    await client.query('SELECT 1');
  });
  await expect(work).rejects.toThrow('Query read timeout');
  expect(statements).toEqual(['SELECT 1']);
  expect((await db.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
