import { expect, test, vi } from 'vitest';
import { createChangeBatch } from './change-batch.ts';

type Thing = { uid: string; value: number };
type Delivery = { upserts: Thing[]; deletes: string[]; current: boolean };

function record(fail: (call: number) => boolean = () => false) {
  const delivered: Delivery[] = [];
  const failures: unknown[] = [];
  let calls = 0;
  const batch = createChangeBatch<Thing>({
    windowMs: 60_000, maxSize: 3, uidOf: ({ uid }) => uid,
    async deliver(upserts, deletes, current) {
      calls += 1;
      if (fail(calls)) throw new Error('storage is down');
      delivered.push({ upserts, deletes, current });
    },
    onFailure: (error) => failures.push(error),
  });
  return { batch, delivered, failures };
}
const upsert = (uid: string, value = 1) => ({ type: 'upsert' as const, item: { uid, value } });
const gone = (uid: string) => ({ type: 'delete' as const, item: { uid, value: 0 } });

test('the last event of a uid wins and all go out together, current last', async () => {
  const { batch, delivered } = record();
  await batch.add([upsert('a', 1), gone('b')]);
  batch.markCurrent();
  await batch.add([upsert('a', 2)]);
  await batch.flush();
  expect(delivered).toEqual([{ upserts: [{ uid: 'a', value: 2 }], deletes: ['b'], current: true }]);
});

test('a full batch goes out by itself', async () => {
  const { batch, delivered } = record();
  await batch.add([upsert('a'), upsert('b'), upsert('c')]);
  expect(delivered).toHaveLength(1);
});

test('that all is current is told behind what a watch begins with, and not behind the first full batch of it', async () => {
  const { batch, delivered } = record();
  batch.markCurrent();
  await batch.add([upsert('a'), upsert('b'), upsert('c')]);
  await batch.add([upsert('d'), upsert('e'), upsert('f')]);
  await batch.add([upsert('g')]);
  await batch.flush();
  expect(delivered.map(({ upserts, current }) => [upserts.length, current])).toEqual([[3, false], [3, false], [1, true]]);
});

test('a full batch that nothing follows is told to be current a moment later', async () => {
  vi.useFakeTimers();
  try {
    const { batch, delivered } = record();
    batch.markCurrent();
    await batch.add([upsert('a'), upsert('b'), upsert('c')]);
    expect(delivered.map(({ current }) => current)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(delivered.map(({ upserts, current }) => [upserts.length, current])).toEqual([[3, false], [0, true]]);
  } finally {
    vi.useRealTimers();
  }
});

test('after a delivery failed nothing more goes out, and nothing claims to be current', async () => {
  const { batch, delivered, failures } = record((call) => call === 1);
  await batch.add([upsert('a')]);
  await batch.flush();
  batch.markCurrent();
  await batch.add([upsert('b')]);
  await batch.flush();
  expect(failures).toHaveLength(1);
  expect(delivered).toEqual([]);
});

test('while storage is slow what comes is gathered into one delivery and then held back, however much time passes', async () => {
  vi.useFakeTimers();
  try {
    const storage = Promise.withResolvers<void>();
    const delivered: string[][] = [];
    const batch = createChangeBatch<Thing>({
      windowMs: 10, maxSize: 5, uidOf: ({ uid }) => uid,
      async deliver(upserts) {
        delivered.push(upserts.map(({ uid, value }) => `${uid}${value}`));
        await storage.promise;
      },
      onFailure: (error) => expect.fail(String(error)),
    });
    const rounds: string[] = [];
    let adding = Promise.resolve();
    while (rounds.at(-1) !== 'held back' && rounds.length < 20) {
      const value = rounds.length + 1;
      adding = batch.add([upsert('hot', value), upsert(`n${value}-`)]);
      rounds.push(await Promise.race([adding.then(() => 'taken'), vi.advanceTimersByTimeAsync(10).then(() => 'held back')]));
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(rounds).toEqual(['taken', 'taken', 'taken', 'taken', 'held back']);
    expect(delivered).toEqual([['hot1', 'n1-1']]);
    storage.resolve();
    await adding;
    expect(delivered.slice(1)).toEqual([['n2-1', 'n3-1', 'n4-1', 'hot5', 'n5-1']]);
  } finally {
    vi.useRealTimers();
  }
});
