import { expect, test } from 'vitest';
import { oneByOne } from './one-by-one.ts';
import { createSemaphore } from './semaphore.ts';

test('tasks run one after the other in one place, and one that fails fails alone', async () => {
  const semaphore = createSemaphore(2);
  const cluster = oneByOne(semaphore);
  const first = Promise.withResolvers<string>();
  const began: string[] = [];
  const task = (name: string, end: Promise<string>) => () => (began.push(name), end);
  const results = [
    cluster(task('a', first.promise)), cluster(task('b', Promise.reject(new Error('b failed')))), cluster(task('c', Promise.resolve('c'))),
  ];
  const settled = Promise.allSettled(results);
  // The other place is free meanwhile.
  expect(await semaphore(async () => 'other')).toBe('other');
  expect(began).toEqual(['a']);
  first.resolve('a');
  expect(await settled).toMatchObject([{ value: 'a' }, { reason: { message: 'b failed' } }, { value: 'c' }]);
  expect(began).toEqual(['a', 'b', 'c']);
});

test('a task that comes when all have ended takes a place again', async () => {
  const cluster = oneByOne(createSemaphore(1));
  expect(await cluster(async () => 1)).toBe(1);
  expect(await cluster(async () => 2)).toBe(2);
});
