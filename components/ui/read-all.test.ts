import { expect, test } from 'vitest';
import { readAll } from './read-all.ts';

const list = (rows: number) => async ({ limit, cursor = '0' }: { limit: number; cursor?: string }) => {
  const from = Number(cursor);
  return { items: Array.from({ length: Math.min(limit, rows - from) }, (_, index) => from + index), nextCursor: from + limit < rows ? String(from + limit) : null };
};

test('all pages are read in order, each row once', async () => {
  expect(await readAll(list(1234))).toEqual(Array.from({ length: 1234 }, (_, index) => index));
  expect(await readAll(list(0))).toEqual([]);
});

test('no more is read than is wanted', async () => {
  let pages = 0;
  const rows = await readAll((paging) => ((pages += 1), list(5000)(paging)), 501);
  expect([rows.length, pages]).toEqual([501, 2]);
});
