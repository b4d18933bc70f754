import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { publishHint } from './hints.ts';
import type { LiveHint } from './hints.ts';
import { HintListener } from './listen.ts';

let database: TestDatabase;
let listener: HintListener;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  listener = new HintListener({ connection: { connectionString: database.url } });
  await listener.listening;
});
afterEach(() => listener.close());

function collect(hints: AsyncIterable<LiveHint>): LiveHint[] {
  const heard: LiveHint[] = [];
  void (async () => {
    for await (const hint of hints) heard.push(hint);
  })();
  return heard;
}

describe('a hint', () => {
  test('arrives when its transaction commits and not when it rolls back', async () => {
    const { pool } = database.db;
    const heard = collect(listener.subscribe());
    await withTransaction(pool, async (client) => {
      await publishHint(client, { noun: 'machine', clusterIds: ['lost'] });
      throw new Error('changed my mind');
    }).catch(() => undefined);
    await withTransaction(pool, (client) => publishHint(client, { noun: 'machine', clusterIds: ['kept'] }));
    await expect.poll(() => heard).toEqual([{ noun: 'machine', clusterIds: ['kept'] }]);
  });

  test('about more clusters than a payload may name is about all of them', async () => {
    const heard = collect(listener.subscribe());
    await publishHint(database.db.pool, { noun: 'node', clusterIds: Array.from({ length: 21 }, (_, index) => `c${index}`) });
    await expect.poll(() => heard).toEqual([{ noun: 'node', all: true }]);
  });

  test('that is none of ours is passed over', async () => {
    const heard = collect(listener.subscribe());
    await database.db.pool.query(`SELECT pg_notify('tarmac_live', 'garbage')`);
    await publishHint(database.db.pool, { noun: 'node' });
    await expect.poll(() => heard).toEqual([{ noun: 'node' }]);
  });
});

describe('a listener', () => {
  test('comes back after its connection was cut and says that anything may have changed', async () => {
    const heard = collect(listener.subscribe());
    await database.db.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tarmac-live' AND datname = current_database()`);
    await expect.poll(() => heard).toEqual([{ noun: '*', all: true }]);
    await publishHint(database.db.pool, { noun: 'cluster' });
    await expect.poll(() => heard).toContainEqual({ noun: 'cluster' });
  });

  test('gives a reader that lags one hint for everything', async () => {
    const subscription = listener.subscribe();
    for (let index = 0; index < 300; index++) subscription.push({ noun: `n${index}` });
    const first = await subscription[Symbol.asyncIterator]().next();
    expect(first.value).toEqual({ noun: '*', all: true });
  });

  test('ends its subscriptions when it closes or their signal aborts', async () => {
    const controller = new AbortController();
    const ending = [listener.subscribe(), listener.subscribe(controller.signal)].map(async (hints) => {
      for await (const hint of hints) expect(hint).toBeDefined();
    });
    controller.abort();
    await ending[1];
    await listener.close();
    await ending[0];
  });
});
