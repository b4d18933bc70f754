import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { publishHint } from '#lib/live/hints.ts';
import { HintListener } from '#lib/live/listen.ts';
import { liveResponse } from './live-response.ts';
import { LiveStreams } from './live-streams.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
let live: LiveStreams;
const newStreams = async () => {
  const listener = new HintListener({ connection: { connectionString: api.database.url } });
  await listener.listening;
  return new LiveStreams(listener);
};
beforeAll(async () => {
  api = await createTestApi();
  live = await newStreams();
});
afterAll(async () => {
  await live.close();
  await api.database.drop();
});

/** Reads a stream as text until `until` has come, or to its end. */
async function readText(stream: ReadableStream<Uint8Array>, until?: string): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done });
      if (done || (until !== undefined && text.includes(until))) break;
    }
  } finally {
    reader.releaseLock();
  }
  return text;
}
/** Reads to the end of a stream, which comes only when it is closed. */
const isEnded = (stream: ReadableStream<Uint8Array>) => readText(stream).then(() => true);
const open = (options: Partial<Parameters<LiveStreams['open']>[0]> = {}, streams = live) =>
  streams.open({ viewer: 'user:robin', signal: new AbortController().signal, isAllowed: async () => true, ...options });

describe('an event stream', () => {
  test('tells when to retry, then each hint as an event', async () => {
    const stream = open();
    await publishHint(api.services.db.pool, { noun: 'cluster', clusterIds: ['c1'] });
    const text = await readText(stream, 'c1');
    expect(text).toMatch(/^retry: \d+\n\n/);
    expect(text).toContain('data: {"noun":"cluster","clusterIds":["c1"]}\n\n');
    await stream.cancel();
  });

  test('is kept open by comments when nothing happens', async () => {
    const stream = open({ heartbeatMs: 5 });
    expect(await readText(stream, ': here')).toContain(': here\n\n');
    await stream.cancel();
  });

  test('ends when its viewer is no longer allowed', async () => {
    let allowed = true;
    const stream = open({ recheckMs: 5, isAllowed: async () => allowed });
    await readText(stream, 'listening');
    allowed = false;
    expect(await isEnded(stream)).toBe(true);
  });

  test('ends when its client goes away', async () => {
    const client = new AbortController();
    const stream = open({ signal: client.signal });
    await readText(stream, 'listening');
    client.abort();
    expect(await isEnded(stream)).toBe(true);
  });

  test('holds little for a client that does not read', async () => {
    const stream = open({ heartbeatMs: 1 });
    for (let count = 0; count < 600; count += 1) await publishHint(api.services.db.pool, { noun: 'cluster', clusterIds: [`c${count}`] });
    await publishHint(api.services.db.pool, { noun: 'last' });
    const text = await readText(stream, '"*"');
    expect(text.split('data:').length).toBeLessThan(300);
    await stream.cancel();
  });

  test('ends with all others when the process stops, and none opens after', async () => {
    const streams = await newStreams();
    const open1 = open({}, streams);
    const open2 = open({}, streams);
    await streams.close();
    expect(await Promise.all([open1, open2, open({}, streams)].map(isEnded))).toEqual([true, true, true]);
  });
});

describe('GET /api/live', () => {
  const get = (headers: Record<string, string>) => liveResponse({ ...api.services, live }, new Request('http://tarmac.test/api/live', { headers }));

  test('streams to a viewer', async () => {
    const response = await get({ authorization: `Bearer ${api.tokens.viewer}` });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await response.body!.cancel();
  });

  test('asks again while it is open: a token that was revoked ends it, a database that is away does not', async () => {
    const { id, token } = await (await api.call('POST', '/tokens', { body: { name: 'for a while', role: 'viewer' } })).json();
    const services = { ...api.services, live };
    const opened = vi.spyOn(live, 'open');
    const response = await liveResponse(services, new Request('http://tarmac.test/api/live', { headers: { authorization: `Bearer ${token}` } }));
    const { isAllowed } = opened.mock.lastCall![0];
    expect(await isAllowed()).toBe(true);
    services.db = { ...api.services.db, pool: Object.assign(Object.create(api.services.db.pool), { query: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })) }) };
    expect(await isAllowed()).toBe(true);
    services.db = api.services.db;
    await api.call('DELETE', `/tokens/${id}`);
    expect(await isAllowed()).toBe(false);
    await response.body!.cancel();
  });

  test('answers HEAD without a stream, which nobody would end', async () => {
    const opened = vi.spyOn(live, 'open').mockClear();
    const response = await liveResponse({ ...api.services, live }, new Request('http://tarmac.test/api/live', { method: 'HEAD', headers: { authorization: `Bearer ${api.tokens.viewer}` } }));
    expect([response.status, response.headers.get('content-type'), response.body]).toEqual([200, expect.stringMatching(/^text\/event-stream/), null]);
    expect(opened).not.toHaveBeenCalled();
  });

  test('refuses a viewer with a hundred streams open, until one is closed', async () => {
    const headers = { authorization: `Bearer ${api.tokens.auditor}` };
    const responses = await Promise.all(Array.from({ length: 100 }, () => get(headers)));
    const refused = await get(headers);
    expect([refused.status, refused.headers.get('retry-after'), await refused.json()]).toEqual([429, '15', expect.objectContaining({ code: 'too-many-streams' })]);
    const other = await get({ authorization: `Bearer ${api.tokens.viewer}` });
    expect(other.status).toBe(200);
    await responses[0]!.body!.cancel();
    const again = await get(headers);
    expect(again.status).toBe(200);
    await Promise.all([...responses.slice(1), other, again].map((response) => response.body!.cancel()));
  });

  test('refuses one who is not signed in', async () => {
    const response = await get({});
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'not-signed-in', instance: '/api/live' });
  });
});
