import type { ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { createKubeClient } from './client.ts';
import type { KubeError } from './kube-error.ts';
import { reflect } from './reflect.ts';
import type { ReflectOptions } from './reflect-options.ts';
import { sendJson, startTestServer, testKubeconfig, type TestServer } from './test-server.ts';

type Thing = { uid: string };
const project = (object: unknown): Thing | null => {
  const uid = (object as { metadata?: { uid?: unknown } } | null)?.metadata?.uid;
  return typeof uid === 'string' ? { uid } : null;
};
const item = (uid: string, resourceVersion = '1'): object => ({ metadata: { uid, resourceVersion } });
const frame = (type: string, uid: string, resourceVersion: string): string => `${JSON.stringify({ type, object: item(uid, resourceVersion) })}\n`;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 5 });

/** A collection server whose watches stay open in `watches`, and a reflector that records what it is told. */
async function follow(options: Partial<ReflectOptions<Thing>> & { lists?: (call: number, response: ServerResponse) => void; onWatch?: (response: ServerResponse, url: URL) => void } = {}) {
  const told: string[] = [];
  const errors: KubeError[] = [];
  const watches: ServerResponse[] = [];
  let lists = 0;
  let currents = 0;
  const server: TestServer = await startTestServer((url, _request, response) => {
    if (url.searchParams.has('watch')) {
      watches.push(response);
      if (options.onWatch) return options.onWatch(response, url);
      response.writeHead(200).flushHeaders();
    } else {
      lists += 1;
      if (options.lists) return options.lists(lists, response);
      sendJson(response, { metadata: { resourceVersion: '10' }, items: [item(`a${url.pathname.at(-1)}`)] });
    }
  });
  const stop = new AbortController();
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  const done = reflect<Thing>({
    client, paths: ['/things1'], project, uidOf: ({ uid }) => uid, what: 'things', mode: 'watch', pollMs: 10, resyncMs: 60_000,
    timing: { backoff: { firstMs: 5, maxMs: 20 }, batchMs: 20 },
    listing: (run) => run(),
    async onPages(pages) {
      const seen: string[] = [];
      try {
        for await (const page of pages) seen.push(...page.items.map(({ uid }) => uid));
        told.push(`full ${seen.join(' ')}`);
      } catch (error) {
        told.push(`broken ${seen.join(' ')}`);
        throw error;
      }
    },
    async onChanges(upserts, deletes) {
      told.push(`changes +${upserts.map(({ uid }) => uid).join(' ')} -${deletes.join(' ')}`);
    },
    async onCurrent() {
      currents += 1;
      if (told.at(-1) !== 'current') told.push('current');
    },
    async onError(error) {
      errors.push(error);
    },
    onDeliveryFailure: () => undefined,
    signal: stop.signal,
    ...options,
  });
  cleanups.push(async () => {
    stop.abort();
    await done;
    client.close();
    await server.stop();
  });
  return { told, errors, watches, server, lists: () => lists, currents: () => currents };
}

test('lists, then watches from the version of the list and hands changes on together', async () => {
  const { told, watches, server } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.write(frame('ADDED', 'b', '11') + frame('ADDED', 'c', '12') + frame('MODIFIED', 'b', '13') + frame('DELETED', 'c', '14'));
  await eventually(() => expect(told).toContain('changes +b -c'));
  expect(told.slice(0, 2)).toEqual(['full a1', 'current']);
  expect(server.requests[1]?.searchParams.get('resourceVersion')).toBe('10');
});

test('a listing that its receiver did not read to the end is not taken as whole: nothing is called current, it is listed anew', async () => {
  const heard: string[] = [];
  await follow({
    async onPages(pages) {
      if (heard.length === 0) return void heard.push('cut short');
      for await (const _page of pages);
      heard.push('whole');
    },
    onCurrent: async () => void heard.push('current'),
    onDeliveryFailure: () => void heard.push('refused'),
  });
  await eventually(() => expect(heard.slice(0, 4)).toEqual(['cut short', 'refused', 'whole', 'current']));
});

test('an accepted watch and each bookmark prove that what was delivered is current', async () => {
  const { watches, currents } = await follow();
  await eventually(() => expect(currents()).toBe(2));
  watches[0]!.write('{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20"}}}\n');
  await eventually(() => expect(currents()).toBe(3));
});

test('an expired version leads to a new listing and is no error', async () => {
  const { errors, watches, lists } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
  await eventually(() => expect(watches).toHaveLength(2));
  expect(lists()).toBe(2);
  expect(errors).toEqual([]);
});

test('after the server closes a watch the next one goes on from the last version without a listing', async () => {
  const { watches, server, lists } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.end(frame('ADDED', 'b', '77'));
  await eventually(() => expect(watches).toHaveLength(2));
  expect(server.requests.at(-1)?.searchParams.get('resourceVersion')).toBe('77');
  expect(lists()).toBe(1);
});

test('a server that begins a later watch with what it holds leaves out what was deleted in between, so it is listed again', async () => {
  const replay = frame('ADDED', 'a1', '1') + '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20","annotations":{"k8s.io/initial-events-end":"true"}}}}\n';
  const { watches, lists, errors, told } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.end(replay + frame('ADDED', 'b', '21'));
  await eventually(() => expect(watches).toHaveLength(2));
  expect(lists()).toBe(1);
  watches[1]!.write(replay);
  await eventually(() => expect(watches).toHaveLength(3));
  expect(lists()).toBe(2);
  watches[2]!.write(replay + frame('DELETED', 'a1', '22'));
  await eventually(() => expect(told).toContain('changes + -a1'));
  expect([lists(), errors]).toEqual([2, []]);
});

test.each(['MODIFIED', 'DELETED'])('an object that comes %s and cannot be read leads to a new listing, which tells', async (type) => {
  const { watches, lists, errors, told } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.write(`${JSON.stringify({ type, object: { metadata: { resourceVersion: '11' } } })}\n`);
  await eventually(() => expect(watches).toHaveLength(2));
  expect([lists(), errors]).toEqual([2, []]);
  expect(told.filter((each) => each.startsWith('full'))).toEqual(['full a1', 'full a1']);
});

test('one object after the other that cannot be read does not list without a pause', async () => {
  const { watches, server } = await follow({ timing: { backoff: { firstMs: 600_000, maxMs: 600_000 } } });
  for (const index of [0, 1]) {
    await eventually(() => expect(watches.length).toBeGreaterThan(index));
    watches[index]!.write(frame('MODIFIED', 'a1', '11').replace('"uid":"a1",', ''));
  }
  for (let trip = 0; trip < 50; trip += 1) await (await fetch(`${server.url}/elsewhere`)).text();
  expect(server.requests.filter(({ pathname, searchParams }) => pathname === '/things1' && !searchParams.has('watch'))).toHaveLength(2);
});

test('a server that takes every watch and calls its version expired at once is not asked without a pause', async () => {
  const { watches, server } = await follow({ timing: { backoff: { firstMs: 600_000, maxMs: 600_000 } } });
  for (const index of [0, 1]) {
    await eventually(() => expect(watches.length).toBeGreaterThan(index));
    watches[index]!.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
  }
  for (let trip = 0; trip < 50; trip += 1) await (await fetch(`${server.url}/elsewhere`)).text();
  expect(server.requests.filter(({ pathname, searchParams }) => pathname === '/things1' && !searchParams.has('watch'))).toHaveLength(2);
});

test('a server that closes every watch at once and without a word is not believed to have nothing new: it is listed again, ever more seldom', async () => {
  const { errors, server } = await follow({ timing: { backoff: { firstMs: 600_000, maxMs: 600_000 } }, onWatch: (response) => void response.writeHead(200).end() });
  const asked = (): string[] => server.requests.filter(({ pathname }) => pathname === '/things1').map(({ searchParams }) => (searchParams.has('watch') ? 'watch' : 'list'));
  await eventually(() => expect(asked()).toEqual(['list', 'watch', 'list', 'watch']));
  for (let trip = 0; trip < 50; trip += 1) await (await fetch(`${server.url}/elsewhere`)).text();
  expect(asked()).toHaveLength(4);
  expect(errors).toEqual([]);
});

test('garbage in a watch is reported and leads to a new listing', async () => {
  const { errors, watches, lists } = await follow();
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.end('garbage');
  await eventually(() => expect(lists()).toBe(2));
  expect(errors.map(({ code }) => code)).toEqual(['invalid-response']);
});

test('an object nested without measure in a watch fails the collection, and each new listing waits longer', async () => {
  const { errors, watches, told, server } = await follow({ timing: { backoff: { firstMs: 600_000, maxMs: 600_000 }, batchMs: 5 } });
  await eventually(() => expect(watches).toHaveLength(1));
  const deep = `${'{"a":'.repeat(1_000_000)}1${'}'.repeat(1_000_000)}`;
  watches[0]!.end(`{"type":"MODIFIED","object":{"metadata":{"uid":"a1","resourceVersion":"11","labels":${deep}}}}\n`);
  await eventually(() => expect(errors.map(({ code }) => code)).toEqual(['invalid-response']));
  const before = told.length;
  for (let trip = 0; trip < 50; trip += 1) await (await fetch(`${server.url}/elsewhere`)).text();
  expect(told).toHaveLength(before);
  expect(watches).toHaveLength(1);
});

test('a refused watch is reported and tried again; once it is accepted everything is current', async () => {
  let refuse = true;
  const { told, errors, watches } = await follow({
    onWatch: (response) => (refuse ? sendJson(response, { kind: 'Status' }, 401) : void response.writeHead(200).flushHeaders()),
  });
  await eventually(() => expect(errors.length).toBeGreaterThan(1));
  expect(errors[0]?.code).toBe('unauthorized');
  told.push('mark');
  refuse = false;
  await eventually(() => expect(told.at(-1)).toBe('current'));
  expect(watches.length).toBeGreaterThan(2);
});

test.each(['watch', 'list'])('a %s that is told to come again much later says so at once and is not tried before', async (what) => {
  const later = (response: ServerResponse): void => sendJson(response, { kind: 'Status' }, 429, { 'retry-after': '3600' });
  const { errors, server } = await follow(what === 'watch' ? { onWatch: later } : { lists: (_call, response) => later(response) });
  await eventually(() => expect(errors.map(({ code }) => code)).toEqual(['throttled']));
  for (let trip = 0; trip < 50; trip += 1) await (await fetch(`${server.url}/elsewhere`)).text().catch(() => '');
  expect(server.requests.filter(({ pathname }) => pathname === '/things1')).toHaveLength(what === 'watch' ? 2 : 1);
});

test('a listing that breaks on its second page is reported, thrown to its reader and begun anew', async () => {
  const { told, errors } = await follow({
    lists: (call, response) => {
      if (call === 2) sendJson(response, { items: 'nonsense' });
      else sendJson(response, { metadata: { resourceVersion: '1', ...(call === 1 ? { continue: 'x' } : {}) }, items: [item(`n${call}`)] });
    },
  });
  await eventually(() => expect(told).toContain('full n3'));
  expect(told[0]).toBe('broken n1');
  expect(errors.map(({ code }) => code)).toEqual(['invalid-response']);
});

test('when the receiver fails the collection is listed anew and the server is not blamed', async () => {
  let fail = true;
  const failures: unknown[] = [];
  const { errors, watches, lists } = await follow({
    async onChanges() {
      if (!fail) return;
      fail = false;
      throw new Error('storage is down');
    },
    onDeliveryFailure: (error) => failures.push(error),
  });
  await eventually(() => expect(watches).toHaveLength(1));
  watches[0]!.write(frame('ADDED', 'b', '11'));
  await eventually(() => expect(lists()).toBe(2));
  expect(failures).toHaveLength(1);
  expect(errors).toEqual([]);
});

test('a watched collection is listed anew when the resync is due', async () => {
  const { told, lists } = await follow({ resyncMs: 30 });
  await eventually(() => expect(lists()).toBeGreaterThan(2));
  expect(told.filter((line) => line === 'full a1').length).toBeGreaterThan(1);
});

test('poll mode takes what changed from short watches, each from where the last one ended, and lists once', async () => {
  const versions: (string | null)[] = [];
  const { told, errors, lists } = await follow({
    mode: 'poll',
    onWatch(response, url) {
      versions.push(url.searchParams.get('resourceVersion'));
      expect(url.searchParams.get('timeoutSeconds')).toBe('1');
      response.end(versions.length === 1 ? frame('ADDED', 'b', '11') + frame('DELETED', 'a1', '12') : frame('BOOKMARK', '', '13'));
    },
  });
  await eventually(() => expect(versions.length).toBeGreaterThan(3));
  expect(versions.slice(0, 4)).toEqual(['10', '12', '13', '13']);
  expect(told).toEqual(['full a1', 'current', 'changes +b -a1', 'current']);
  expect(lists()).toBe(1);
  expect(errors).toEqual([]);
});

test.each<[string, (response: ServerResponse) => void]>([
  ['whose version is gone', (response) => void response.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n')],
  ['that is answered by a list', (response) => sendJson(response, { kind: 'ThingList', metadata: { resourceVersion: '10' }, items: [] })],
  ['that is refused', (response) => sendJson(response, { kind: 'Status', reason: 'InternalError', code: 500 }, 500)],
  ['that ends at once without a word', (response) => void response.end()],
  ['that is cut', (response) => {
    response.writeHead(200).write(frame('ADDED', 'b', '11'));
    response.destroy();
  }],
  ['that begins with what the server holds', (response) => void response.end(`${frame('ADDED', 'b', '11')}{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"12","annotations":{"k8s.io/initial-events-end":"true"}}}}\n`)],
])('a short watch %s is followed by a listing, and is no trouble by itself', async (_what, onWatch) => {
  const { watches, lists, errors } = await follow({ mode: 'poll', onWatch });
  await eventually(() => expect(lists()).toBeGreaterThan(2));
  expect(watches.length).toBeGreaterThan(1);
  expect(errors).toEqual([]);
});

test('poll mode lists anew when the resync is due', async () => {
  const { lists } = await follow({ mode: 'poll', resyncMs: 50, onWatch: (response) => void response.end(frame('BOOKMARK', '', '11')) });
  await eventually(() => expect(lists()).toBeGreaterThan(2));
});

test('several paths are one listing and are watched side by side', async () => {
  const { told, watches } = await follow({ paths: ['/things1', '/things2'] });
  await eventually(() => expect(watches).toHaveLength(2));
  expect(told[0]).toBe('full a1 a2');
});

test('of several paths one that is refused keeps the whole from being called current, however well the others are watched', async () => {
  let refuse = true;
  const { told, errors, watches, currents } = await follow({
    paths: ['/things1', '/things2'],
    onWatch: (response, url) => (refuse && url.pathname === '/things2' ? sendJson(response, { kind: 'Status' }, 403) : void response.writeHead(200).flushHeaders()),
  });
  const bookmark = '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"20"}}}\n';
  await eventually(() => expect(errors.length).toBeGreaterThan(1));
  watches.find(({ req }) => req.url?.startsWith('/things1'))!.write(bookmark + frame('ADDED', 'b', '21'));
  await eventually(() => expect(told.at(-1)).toBe('changes +b -'));
  const failures = errors.length;
  await eventually(() => expect(errors.length).toBeGreaterThan(failures + 3));
  expect([currents(), told]).toEqual([1, ['full a1 a2', 'current', 'changes +b -']]);
  refuse = false;
  await eventually(() => expect(told.at(-1)).toBe('current'));
});

test.each(['watch', 'poll'] as const)('one that is stopped while the end of its listing is being taken ends at once (%s)', async (mode) => {
  const server = await startTestServer((url, _request, response) =>
    url.searchParams.has('watch') ? void response.writeHead(200).flushHeaders() : sendJson(response, { metadata: { resourceVersion: '10' }, items: [] }));
  cleanups.push(() => server.stop());
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  cleanups.push(() => client.close());
  const stop = new AbortController();
  const ended = reflect<{ uid: string }>({
    client, paths: ['/things'], project: () => null, uidOf: ({ uid }) => uid, what: 'things', mode, pollMs: 10, resyncMs: 600_000, listing: (run) => run(), signal: stop.signal,
    async onPages(pages) {
      for await (const page of pages) expect(page.items).toEqual([]);
    },
    onCurrent: async () => stop.abort(),
    onChanges: async () => undefined, onError: async () => undefined, onDeliveryFailure: () => undefined,
  });
  await expect(ended).resolves.toBeUndefined();
});
