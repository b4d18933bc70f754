import { beforeEach, expect, test } from 'vitest';
import { batchedLookup } from './batched-lookup.ts';
import type { Database } from './database.ts';

const [db, otherDb] = [{}, {}] as [Database, Database];
let stored: Map<string, string>;
let reads: { db: Database; keys: readonly string[]; answer: PromiseWithResolvers<ReadonlyMap<string, string>> }[];
let lookUp: (of: Database, key: string) => Promise<string | null>;

beforeEach(() => {
  stored = new Map([['a', 'Ada'], ['b', 'Ben']]);
  reads = [];
  lookUp = batchedLookup((of, keys) => {
    const answer = Promise.withResolvers<ReadonlyMap<string, string>>();
    reads.push({ db: of, keys, answer });
    return answer.promise;
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('what is asked for while one is on its way goes together, each key once, and is read after it was asked for', async () => {
  const first = lookUp(db, 'a');
  await turn();
  const later = [lookUp(db, 'a'), lookUp(db, 'b'), lookUp(db, 'c'), lookUp(db, 'a')];
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([['a']]);
  reads[0]!.answer.resolve(new Map(stored));
  expect(await first).toBe('Ada');
  stored.delete('a');
  await turn();
  expect(reads.map(({ keys }) => keys)).toEqual([['a'], ['a', 'b', 'c']]);
  reads[1]!.answer.resolve(new Map(stored));
  expect(await Promise.all(later)).toEqual([null, 'Ben', null, null]);
});

test('databases are asked apart, and a failure is that of its batch alone', async () => {
  const failing = lookUp(db, 'a');
  const other = lookUp(otherDb, 'a');
  await turn();
  expect(reads.map((each) => each.db)).toEqual([db, otherDb]);
  reads[0]!.answer.reject(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  reads[1]!.answer.resolve(stored);
  expect(await other).toBe('Ada');
  const again = lookUp(db, 'b');
  await turn();
  reads[2]!.answer.resolve(stored);
  expect(await again).toBe('Ben');
});
