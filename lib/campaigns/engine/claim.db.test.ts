import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import type { Database } from '#lib/platform/db/database.ts';
import { inTransaction } from '#lib/platform/db/queryable.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { withClaim } from './claim.ts';

let database: TestDatabase;
let other: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  other = openDatabase(database.url);
});
afterAll(async () => {
  await closeDatabase(other);
  await database.drop();
});

test('one process at a time has a campaign, others may have another one', async () => {
  const inside = await withClaim(database.db.pool, 'a', async () => [
    await withClaim(other.pool, 'a', async () => 'taken twice'), await withClaim(other.pool, 'b', async () => 'free'),
  ]);
  expect(inside).toEqual([null, 'free']);
  expect(await withClaim(other.pool, 'a', async () => 'free again')).toBe('free again');
});

test.each([
  ['after its connection was lost', 'SELECT pg_terminate_backend(pg_backend_pid())'],
  ['in a transaction', 'SELECT 1'],
])('work that fails %s is told by its own error, and the claim is free at once', async (_name, statement) => {
  const work = withClaim(database.db.pool, 'c', (client) => inTransaction(client, async () => {
    await client.query(statement).catch(() => undefined);
    throw new Error('the first error');
  }));
  await expect(work).rejects.toThrow('the first error');
  await expect.poll(() => withClaim(other.pool, 'c', async () => 'free')).toBe('free');
});
