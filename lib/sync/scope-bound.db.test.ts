import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { scopeBoundOf } from './scope-bound.ts';
import { ScopeHealth } from './scope-health.ts';
import { SourceSink } from './source-sink.ts';
import { machineScope, onePage, testMachine } from './test-observations.ts';

const bound = 6;
let database: TestDatabase;
let pool: pg.Pool;
let sourceId: string;
let sink: SourceSink;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = database.db.pool;
});
afterAll(() => database.drop());
beforeEach(async () => {
  sourceId = randomUUID();
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1::uuid, $1::text, 'cluster-api', 'file', '1')`, [sourceId]);
  sink = await openSink();
});

async function openSink(): Promise<SourceSink> {
  const opened = new SourceSink({
    pool, sourceId, health: new ScopeHealth(pool, () => undefined), staleAfterMs: () => 60_000, signal: new AbortController().signal, boundOf: () => bound,
  });
  await opened.load();
  return opened;
}

const machine = (name: string, version = 'v1.36.4') => testMachine({ name, clusterName: 'c', version });
const machines = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => machine(`${prefix}${index}`));
const named = (prefix: string, count: number) => machines(prefix, count).map(({ name }) => name);
const stored = async (): Promise<string[]> =>
  (await pool.query('SELECT m.name FROM machines m JOIN source_scopes s ON s.id = m.scope_id WHERE s.source_id = $1 ORDER BY 1', [sourceId])).rows.map(({ name }) => name);
const health = async () => (await pool.query('SELECT state, error_code, error, object_count FROM source_scopes WHERE source_id = $1', [sourceId])).rows[0];

/** Pages of two new names each, without end unless `pages` are said; `onPage` hears of each. */
async function* inventing(prefix: string, { pages = Infinity, unreadable = 0, onPage = () => {} }: { pages?: number; unreadable?: number; onPage?: () => void } = {}) {
  for (let page = 0; page < pages; page += 1) {
    onPage();
    yield { items: machines(`${prefix}${page}-`, 2), unreadable };
  }
}

test('leaves room for what is real: 2,000 clusters, 50,000 machines, 150,000 pods', () => {
  expect(scopeBoundOf('cluster')).toBeGreaterThan(5 * 2_000);
  expect(scopeBoundOf('machine')).toBeGreaterThan(2 * 50_000);
  expect(scopeBoundOf('pod')).toBeGreaterThan(150_000);
});

describe('a listing', () => {
  test('of as many objects as may be is stored whole', async () => {
    await sink.full(machineScope, onePage(machines('m', bound)));
    await sink.full(machineScope, onePage(machines('m', bound)));
    expect(await stored()).toEqual(named('m', bound));
    expect(await health()).toMatchObject({ state: 'current', object_count: bound });
  });

  test('that never ends is stopped, fails in words, deletes nothing and leaves no more than the bound', async () => {
    await sink.full(machineScope, onePage(machines('real', 3)));
    let pages = 0;
    await expect(sink.full(machineScope, inventing('x', { onPage: () => (pages += 1) }))).rejects.toMatchObject({ code: 'scope-full' });
    // Two objects each: as many as may be stored, and as many again that came meanwhile.
    expect(pages).toBeLessThan(2 * bound);
    expect(await stored()).toEqual([...named('real', 3), 'x0-0', 'x0-1', 'x1-0']);
    expect(await health()).toMatchObject({ state: 'failing', error_code: 'scope-full', object_count: bound });
    expect((await health()).error).toMatch(/^The listing of Machine shows more than 6 objects.*stopped.*6 are stored.*nothing was deleted.*Find out/);
  });

  test('that never ends stores nothing more when it comes again under other names, also after a restart', async () => {
    await expect(sink.full(machineScope, inventing('x'))).rejects.toMatchObject({ code: 'scope-full' });
    const before = await stored();
    await expect(sink.full(machineScope, inventing('y'))).rejects.toMatchObject({ code: 'scope-full' });
    sink = await openSink();
    await expect(sink.full(machineScope, inventing('z'))).rejects.toMatchObject({ code: 'scope-full' });
    expect(before).toHaveLength(bound);
    expect(await stored()).toEqual(before);
  });

  test.each<[string, () => AsyncGenerator<{ items: ReturnType<typeof machines>; unreadable: number }>]>([
    ['break off', async function* () {
      yield* inventing(randomUUID(), { pages: 2 });
      throw new Error('the connection was reset');
    }],
    ['hold an object that nobody can read', () => inventing(randomUUID(), { pages: 2, unreadable: 1 })],
  ])('again and again, with new names, does not grow beyond the bound when they %s', async (_what, pages) => {
    for (let turn = 0; turn < 4; turn += 1) {
      await sink.full(machineScope, pages()).catch(() => undefined);
      // What a process that was killed had not yet said of its scopes.
      await pool.query('UPDATE source_scopes SET object_count = 0 WHERE source_id = $1', [sourceId]);
      sink = await openSink();
    }
    expect((await stored()).length).toBeLessThanOrEqual(bound);
  });

  test('that replaces every object of a scope at its bound succeeds when it comes again', async () => {
    await sink.full(machineScope, onePage(machines('old', bound)));
    await expect(sink.full(machineScope, onePage(machines('new', bound)))).rejects.toMatchObject({ code: 'scope-full' });
    expect(await stored()).toEqual([]);
    expect((await health()).error).toMatch(/complete, but 6 new objects.*the next listing stores the rest/);
    await sink.full(machineScope, onePage(machines('new', bound)));
    expect(await stored()).toEqual(named('new', bound));
    expect(await health()).toMatchObject({ state: 'current', object_count: bound });
  });
});

describe('a watch', () => {
  test('at the bound fails in words and takes nothing new, while what is known still changes and goes', async () => {
    await sink.full(machineScope, onePage(machines('m', bound)));
    await expect(sink.delta(machineScope, [machine('m1', 'v1.37.0'), ...machines('x', 2)], ['uid-m0'])).rejects.toMatchObject({ code: 'scope-full' });
    expect(await stored()).toEqual(named('m', bound).slice(1));
    expect((await pool.query(`SELECT m.version FROM machines m JOIN source_scopes s ON s.id = m.scope_id WHERE s.source_id = $1 AND m.name = 'm1'`, [sourceId])).rows).toEqual([{ version: 'v1.37.0' }]);
    expect(await health()).toMatchObject({ state: 'failing', error_code: 'scope-full', object_count: bound - 1 });
    expect((await health()).error).toMatch(/^More Machine objects came than the 6 .*2 new ones were not taken.*5 are stored, and nothing was deleted to make room/);
  });

  test('that adds new objects for ever stores no more than the bound, and tells no more of them', async () => {
    await sink.full(machineScope, onePage(machines('m', 1)));
    for (let turn = 0; turn < 5; turn += 1) await sink.delta(machineScope, machines(`x${turn}-`, 3), []).catch(() => undefined);
    expect(await stored()).toHaveLength(bound);
    expect((await pool.query('SELECT count(*)::int AS n FROM transitions WHERE source_id = $1', [sourceId])).rows).toEqual([{ n: bound - 1 }]);
  });

  test('whose new objects found no room while a listing ran is not hidden by that listing', async () => {
    await sink.full(machineScope, onePage(machines('m', bound)));
    await expect(sink.full(machineScope, (async function* () {
      await sink.delta(machineScope, [machine('x')], []).catch(() => undefined);
      yield { items: [...machines('m', bound - 1), machine('x')], unreadable: 0 };
    })())).rejects.toMatchObject({ code: 'scope-full' });
    await sink.full(machineScope, onePage([...machines('m', bound - 1), machine('x')]));
    expect(await stored()).toEqual([...named('m', bound - 1), 'x']);
  });
});
