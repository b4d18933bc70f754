import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#lib/kernel/app-error.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { abortCampaign, pauseCampaign } from '../commands.ts';
import type { ActuatorErrorCode } from '../ports.ts';
import { listCampaignEvents } from '../queries.ts';
import { withClaim } from './claim.ts';
import { makeCall } from './make-call.ts';
import { command, inState, targetIn, testCampaigns } from './test-campaigns.ts';
import type { TestCampaigns } from './test-campaigns.ts';
import { TestWorld } from './test-world.ts';
import { decide, tickCampaign } from './tick.ts';
import type { TickContext } from './tick-context.ts';

let database: TestDatabase;
let world: TestWorld;
let context: TickContext;
let started: TestCampaigns['started'];
let read: TestCampaigns['read'];
let intentOf: TestCampaigns['intentOf'];
let tickUntil: TestCampaigns['tickUntil'];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  world = new TestWorld(database.db);
  context = world.context();
  ({ started, read, intentOf, tickUntil } = testCampaigns(world));
  await world.begin();
});

/** A worker whose connection ends, as with its process, before the statement after `last`. */
function dyingAfter(last: number): TickContext {
  const { pool } = database.db;
  let statements = 0;
  const connect = async () => {
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const die = async () => {
      await pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
      throw new Error('killed');
    };
    const query = (...given: unknown[]): unknown => ((statements += 1) > last ? die() : Reflect.apply(client.query, client, given));
    return new Proxy(client, { get: (target, key) => (key === 'query' ? query : Reflect.get(target, key, target)) });
  };
  const dying = new Proxy(pool, { get: (target, key) => (key === 'connect' ? connect : Reflect.get(target, key, target)) });
  return world.context({ db: { ...database.db, pool: dying } });
}

describe('a call of a campaign', () => {
  test('is committed with its audit record before it goes out', async () => {
    const id = await started(['b-one']);
    let seen: unknown;
    world.onCall = async () => {
      const { rows } = await database.db.pool.query(
        `SELECT t.intents -> 0 ->> 'after' AS after, t.intents -> 0 ->> 'acknowledgedAt' AS acknowledged,
           (SELECT data ->> 'rolloutAfter' FROM audit_records WHERE object_id = $1::uuid::text AND action = 'campaign.target.act' ORDER BY id LIMIT 1) AS audited
         FROM campaign_targets t WHERE campaign_id = $1`,
        [id],
      );
      seen ??= rows[0];
    };
    await tickUntil(id, inState('succeeded'));
    expect(seen).toEqual({ after: world.calls[0]!.after, acknowledged: null, audited: world.calls[0]!.after });
  });

  test('whose worker was killed before it, or once it is on record, asks for the same value afterwards', async () => {
    const id = await started(['c-one']);
    await tickUntil(id, targetIn('acting'));
    await world.passes(3000);
    // The decision to send is committed, and then the worker dies before it begins the call.
    const { calls } = (await withClaim(database.db.pool, id, (client) => decide(client, id, context)))!;
    expect(calls).toHaveLength(1);
    expect(await intentOf(id)).toMatchObject({ sentAt: null, sends: 0 });
    // The next one dies when the call is on record and has not left.
    const ending = new AbortController();
    const dying = world.context({ signal: ending.signal, actuatorOf: async () => {
      ending.abort();
      throw new Error('killed');
    } });
    await tickCampaign(id, dying);
    expect(await intentOf(id)).toMatchObject({ sentAt: world.now.toISOString(), sends: 1, acknowledgedAt: null });
    expect(world.calls).toEqual([]);
    await tickUntil(id, inState('succeeded'), world.context());
    expect(world.calls[0]!.after).toBe(calls[0]!.intent.after);
    expect(world.calls).toHaveLength(2);
  });

  test('whose worker was killed after it is known from the world, and not made again', async () => {
    const id = await started(['d-one']);
    const ending = new AbortController();
    world.onCall = async ({ group }) => {
      if (group.name !== 'd-one-cp') return;
      ending.abort();
      throw new Error('killed');
    };
    const dying = world.context({ signal: ending.signal });
    await tickUntil(id, () => world.calls.length === 1, dying);
    expect((await read(id)).targets[0]!.state).toBe('acting');
    await tickUntil(id, inState('succeeded'));
    expect(world.calls.map(({ group }) => group)).toEqual(['d-one-cp', 'd-one-md']);
  });

  describe.each([['a pause', 'paused', pauseCampaign], ['an abort', 'aborted', abortCampaign]] as const)('%s', (_name, state, stop) => {
    const three = async (prefix: string) => {
      const id = await started(['one', 'two', 'three'].map((name) => `${prefix}-${state}-${name}`), { concurrency: 3 });
      await tickUntil(id, (campaign) => campaign.targets.every(({ state: now }) => now === 'acting'));
      await world.passes(3000);
      return id;
    };

    test('between a decision and its calls holds all of them back', async () => {
      const id = await three('ga');
      await withClaim(database.db.pool, id, async (client) => {
        const { calls } = await decide(client, id, context);
        expect(calls).toHaveLength(3);
        await stop(database.db, id, command);
        for (const call of calls) await makeCall(client, id, call, context);
      });
      expect(world.calls).toEqual([]);
      expect(await intentOf(id)).toMatchObject({ sentAt: null, sends: 0 });
    });

    test('while the first call is out holds the others back, and what came of that call is recorded', async () => {
      const id = await three('gb');
      world.replacesAtOnce = false;
      world.onCall = () => stop(database.db, id, command);
      await tickCampaign(id, context);
      expect(world.calls.map(({ cluster }) => cluster)).toEqual([`gb-${state}-one`]);
      expect((await read(id)).state).toBe(state);
      expect(await intentOf(id)).toMatchObject({ acknowledgedAt: world.now.toISOString(), sends: 1 });
      for (const ordinal of [1, 2]) expect(await intentOf(id, ordinal)).toMatchObject({ sentAt: null, sends: 0 });
      for (let tick = 0; tick < 3; tick++) {
        await world.passes(3000);
        await tickCampaign(id, context);
      }
      expect(world.calls).toHaveLength(1);
    });

    test('while a call is out that then fails: the failure is told', async () => {
      const id = await three('gc');
      world.onCall = async () => {
        await stop(database.db, id, command);
        throw new AppError<ActuatorErrorCode>('unreachable', 'The API server refuses connections.', { retryable: true });
      };
      await tickCampaign(id, context);
      expect(await intentOf(id)).toMatchObject({ acknowledgedAt: null, error: 'The API server refuses connections.' });
      const [target] = (await read(id)).targets;
      expect(target!.reason).toMatch(state === 'paused' ? /is made again after a resume: The API server refuses connections\.$/ : /Then the call that was out when the campaign was aborted failed: The API server refuses connections\.$/);
      expect((await listCampaignEvents(database.db.pool, id, { limit: 1 }))!.items).toMatchObject([{ code: 'call-failed', clusterName: `gc-${state}-one` }]);
    });
  });

  test('waits for a pause that is about to be committed, and is not made after it', async () => {
    const { pool } = database.db;
    const id = await started(['gj-one']);
    await tickUntil(id, targetIn('acting'));
    await world.passes(3000);
    await withClaim(pool, id, async (client) => {
      const { calls } = await decide(client, id, context);
      const pausing = await pool.connect();
      await pausing.query('BEGIN');
      await pausing.query(`UPDATE campaigns SET state = 'paused' WHERE id = $1`, [id]);
      const making = makeCall(client, id, calls[0]!, context);
      await expect.poll(async () => (await pool.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount).toBe(1);
      await pausing.query('COMMIT');
      pausing.release();
      await making;
    });
    expect(world.calls).toEqual([]);
    expect(await intentOf(id)).toMatchObject({ sentAt: null, sends: 0 });
  });

  test('whose worker died in it is made again only when something newer than it does not show its value', async () => {
    const id = await started(['da-one']);
    await tickUntil(id, targetIn('acting'));
    await world.passes(3000);
    const ending = new AbortController();
    await tickCampaign(id, world.context({ signal: ending.signal, actuatorOf: async () => ({
      setRolloutAfter: async () => {
        ending.abort();
        throw new Error('killed');
      },
    }) }));
    for (let second = 0; second < 5; second++) {
      world.goesSilent(1000);
      await tickCampaign(id, context);
    }
    expect([(await intentOf(id)).sends, world.calls]).toEqual([1, []]);
    await world.passes(1000);
    await tickCampaign(id, context);
    expect(world.calls).toMatchObject([{ group: 'da-one-cp', after: (await intentOf(id)).after }]);
  });

  test('is not begun any more by a worker that is to end', async () => {
    const id = await started(['gk-one', 'gk-two'], { concurrency: 2 });
    await tickUntil(id, (campaign) => campaign.targets.every(({ state }) => state === 'acting'));
    await world.passes(3000);
    const ending = new AbortController();
    world.onCall = async () => ending.abort();
    await tickCampaign(id, world.context({ signal: ending.signal }));
    expect(world.calls.map(({ cluster }) => cluster)).toEqual(['gk-one']);
    expect(await intentOf(id, 1)).toMatchObject({ sentAt: null, sends: 0 });
  });

  test('is not made by a worker that lost its claim since the decision', async () => {
    const id = await started(['gd-one']);
    await tickUntil(id, targetIn('acting'));
    await world.passes(3000);
    const work = withClaim(database.db.pool, id, async (client) => {
      const { calls } = await decide(client, id, context);
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.db.pool.query('SELECT pg_terminate_backend($1, 5000)', [rows[0]!.pid]);
      await makeCall(client, id, calls[0]!, context);
    });
    await expect(work).rejects.toThrow();
    expect(world.calls).toEqual([]);
    await tickUntil(id, inState('succeeded'));
    expect(world.calls).toHaveLength(2);
  });

  test('that does not heed its time is given up on, so that it holds up nothing else, and made again', async () => {
    const id = await started(['gf-one']);
    await tickUntil(id, targetIn('acting'));
    await world.passes(3000);
    expect(await tickCampaign(id, world.context({ callTimeoutMs: 20, actuatorOf: () => new Promise(() => undefined) }))).toBe('active');
    expect((await read(id)).targets[0]!.reason).toMatch(/^the call failed and is made again in \d+ s: No answer came within 0 s\.$/);
    await tickUntil(id, inState('succeeded'));
    expect(world.calls).toHaveLength(2);
  });

  test('whose worker dies at any point of its tick is made by the next with the same value, and the campaign comes to its end', async () => {
    const deaths = [];
    for (let last = 1, survived = false; !survived; last += 1) {
      const name = `gg-${last}`;
      const id = await started([name], { requiredObservations: 1 });
      await tickUntil(id, targetIn('acting'));
      await world.passes(3000);
      const before = world.calls.length;
      survived = await tickCampaign(id, dyingAfter(last)).then(() => true, () => false);
      const value = (await intentOf(id)).after;
      await tickUntil(id, inState('succeeded'));
      const calls = world.calls.slice(before).filter(({ group }) => group === `${name}-cp`);
      expect([...new Set(calls.map(({ after }) => after))]).toEqual([value]);
      deaths.push(calls.length);
    }
    // Twice at most, and once in the tick that nobody disturbed.
    expect(deaths.length).toBeGreaterThan(15);
    expect(Math.max(...deaths)).toBeLessThanOrEqual(2);
    expect(deaths.at(-1)).toBe(1);
  }, 60_000);

  test('that takes long each time it is made again does not keep another cluster from its first one', async () => {
    const id = await started(['gh-one', 'gh-two'], { concurrency: 2 });
    await tickUntil(id, (campaign) => campaign.targets.every(({ state }) => state === 'acting'));
    await world.passes(3000);
    const asked: string[] = [];
    const slow = world.context({ actuatorOf: async () => ({
      setRolloutAfter: async ({ clusterName }) => {
        asked.push(clusterName);
        world.goesSilent(6_000);
        throw new AppError<ActuatorErrorCode>('unreachable', 'No answer came.', { retryable: true });
      },
    }) });
    for (let turn = 0; turn < 3; turn++) {
      await tickCampaign(id, slow);
      await world.passes(60_000);
    }
    expect(asked).toEqual(['gh-one', 'gh-two', 'gh-one']);
  });

  test('is not made on a decision that has aged while earlier ones took their time: the next tick looks again first', async () => {
    const id = await started(['ge-one', 'ge-two', 'ge-three'], { concurrency: 3 });
    await tickUntil(id, (campaign) => campaign.targets.every(({ state }) => state === 'acting'));
    await world.passes(3000);
    world.onCall = async () => world.goesSilent(15_000);
    await tickCampaign(id, context);
    await world.setCluster('ge-three', 'paused', true);
    await tickUntil(id, inState('halted'));
    expect(world.calls.map(({ cluster }) => cluster)).toEqual(['ge-one']);
  });
});
