import { afterEach, beforeEach, expect, test } from 'vitest';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { claimOnConfiguration, claimOnSource, SourceLocks } from './source-locks.ts';

const claim = claimOnSource('00000000-0000-8000-8000-000000000001');
let database: TestDatabase;
let locks: SourceLocks[];
let lost: unknown[];

beforeEach(async () => {
  database = await createTestDatabase();
  locks = [];
  lost = [];
});
afterEach(async () => {
  await Promise.all(locks.map((each) => each.close()));
  await database.drop();
});

const open = (): SourceLocks => {
  const opened = new SourceLocks({ connectionString: database.url }, (thrown) => lost.push(thrown));
  locks.push(opened);
  return opened;
};
const query = async (text: string, values: unknown[] = []) => (await database.db.pool.query(text, values)).rows;
const endHolder = () => query(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND granted`, [advisoryLocks.runSource]);

test('a claim is held by one worker until it gives it back, and claims do not meet', async () => {
  const [one, other] = [open(), open()];
  expect(await one.tryAcquire(claim)).not.toBeNull();
  expect(await other.tryAcquire(claim)).toBeNull();
  expect(await other.tryAcquire(claimOnConfiguration)).not.toBeNull();
  await one.release(claim);
  expect(await other.tryAcquire(claim)).not.toBeNull();
});

test('a fence lets the holder write, and refuses once the server has ended its session, whatever the holder knows of it', async () => {
  const fence = (await open().tryAcquire(claim))!;
  await expect(fence(database.db.pool)).resolves.toBeUndefined();
  await endHolder();
  await expect.poll(() => fence(database.db.pool).then(() => null, (error: { code: string }) => error.code)).toBe('stopped');
  await expect.poll(() => lost).toHaveLength(1);
});

test('the next holder waits for the transaction that passed its fence before, and a later one of the old holder is refused', async () => {
  const [one, other] = [open(), open()];
  const fence = (await one.tryAcquire(claim))!;
  const writer = await database.db.pool.connect();
  try {
    await writer.query('BEGIN');
    await fence(writer);
    await endHolder();
    await expect.poll(() => query(`SELECT FROM pg_locks WHERE classid = $1 AND granted`, [advisoryLocks.runSource])).toEqual([]);
    expect(await other.tryAcquire(claim)).toBeNull();
    await writer.query('COMMIT');
    expect(await other.tryAcquire(claim)).not.toBeNull();
    await writer.query('BEGIN');
    await expect(fence(writer)).rejects.toMatchObject({ code: 'stopped' });
    await writer.query('ROLLBACK');
  } finally {
    writer.release();
  }
});
