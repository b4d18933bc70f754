import { afterEach, describe, expect, test } from 'vitest';
import { createKubeClient } from './client.ts';
import { KubeError } from './kube-error.ts';
import type { ListPage } from './list.ts';
import type { KubeTimeouts } from './response.ts';
import { sendJson, startTestServer, testKubeconfig, type TestServer } from './test-server.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

type Handler = Parameters<typeof startTestServer>[0];
const nameOf = (object: unknown): string | null => {
  const name = (object as { metadata?: { name?: unknown } } | null)?.metadata?.name;
  return typeof name === 'string' ? name : null;
};

const pageLimit = 500;

async function listAll(handler: Handler, limit = 2, timeouts: Partial<KubeTimeouts> = {}): Promise<{ pages: ListPage<string>[]; error: unknown }> {
  server = await startTestServer(handler);
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url), timeouts });
  const pages: ListPage<string>[] = [];
  try {
    for await (const page of client.list({ path: '/api/v1/things', limit, kind: 'Thing', project: nameOf, what: 'list things' })) pages.push(page);
    return { pages, error: null };
  } catch (error) {
    return { pages, error };
  }
}

const item = (name: string): object => ({ metadata: { name } });

describe('a paged list', () => {
  test('follows continue tokens to the end and passes the hint on', async () => {
    const { pages, error } = await listAll((url, _request, response) => {
      const next = url.searchParams.get('continue');
      sendJson(response, next
        ? { metadata: { resourceVersion: '7' }, items: [item('c')] }
        : { metadata: { resourceVersion: '7', continue: 'two', remainingItemCount: 1 }, items: [item('a'), item('b')] });
    });
    expect(error).toBeNull();
    expect(pages).toEqual([
      { items: ['a', 'b'], unreadable: 0, resourceVersion: '7', remaining: 1 },
      { items: ['c'], unreadable: 0, resourceVersion: '7', remaining: null },
    ]);
    expect(server?.requests.map((url) => url.search)).toEqual(['?limit=2', '?limit=2&continue=two']);
  });

  test('objects that cannot be read are counted and never end a listing', async () => {
    const { pages } = await listAll((_url, _request, response) =>
      sendJson(response, { metadata: { resourceVersion: '1' }, items: [null, 3, { metadata: {} }, item('a')] }));
    expect(pages).toEqual([{ items: ['a'], unreadable: 3, resourceVersion: '1', remaining: null }]);
  });

  test('an object that names another kind cannot be read', async () => {
    const { pages } = await listAll((_url, _request, response) =>
      sendJson(response, { kind: 'ThingList', metadata: { resourceVersion: '1' }, items: [{ kind: 'Thing', ...item('a') }, { kind: 'Other', ...item('b') }, item('c')] }));
    expect(pages).toMatchObject([{ items: ['a', 'c'], unreadable: 1 }]);
  });

  test.each(['ThingList', 'List'])('a %s is a list of things', async (kind) => {
    expect((await listAll((_url, _request, response) => sendJson(response, { kind, metadata: { resourceVersion: '1' }, items: [] }))).error).toBeNull();
  });

  test('an empty list of a Go server (items: null) is complete', async () => {
    const { pages, error } = await listAll((_url, _request, response) => sendJson(response, { metadata: { resourceVersion: '1' }, items: null }));
    expect(error).toBeNull();
    expect(pages[0]?.items).toEqual([]);
  });

  test.each<[string, (page: number) => { items: object[]; next: string }, number]>([
    ['two tokens that lead to each other', (page) => ({ items: [item('a'), item('b')], next: page % 2 ? 'one' : 'two' }), 3],
    ['empty pages with a new token each', (page) => ({ items: [], next: `t${page}` }), 101],
    ['nearly empty pages with a new token each', (page) => ({ items: [item(`n${page}`)], next: `t${page}` }), 101],
  ])('%s are no listing and are not followed for ever', async (_what, answer, requests) => {
    let page = 0;
    const { error } = await listAll((_url, _request, response) => {
      const { items, next } = answer((page += 1));
      sendJson(response, { metadata: { resourceVersion: '1', continue: next }, items });
    }, pageLimit);
    expect(error).toBeInstanceOf(KubeError);
    expect(server?.requests).toHaveLength(requests);
  });

  test('one of more than a million objects is no inventory: it throws and is never taken as whole', async () => {
    const items = Array.from({ length: 200_000 }, () => ({}));
    let page = 0;
    const { error } = await listAll((_url, _request, response) => sendJson(response, { metadata: { resourceVersion: '1', continue: `t${(page += 1)}` }, items }), pageLimit);
    expect(error).toMatchObject({ code: 'too-large', message: expect.stringContaining('does not come to an end') });
    expect(server?.requests).toHaveLength(6);
  });

  test('a listing that takes too long altogether is given up', async () => {
    let page = 0;
    const { error } = await listAll((_url, _request, response) => {
      page += 1;
      sendJson(response, { metadata: { resourceVersion: '1', continue: `t${page}` }, items: [item(`a${page}`), item(`b${page}`)] });
    }, 2, { listingMs: 30 });
    expect(error).toMatchObject({ code: 'timeout' });
  });

  test('a body that trickles is given up although bytes keep coming', async () => {
    const { error } = await listAll((_url, _request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.destroyed ? clearInterval(drip) : response.write(' '), 5);
    }, 2, { idleMs: 5_000, bodyMs: 60 });
    expect(error).toMatchObject({ code: 'timeout' });
  });

  test.each([
    ['millions of empty values', `[${'[],'.repeat(3_000_000)}[]]`],
    ['a depth of millions', '['.repeat(3_000_000) + ']'.repeat(3_000_000)],
  ])('a page of %s is too large whatever its bytes', async (_what, items) => {
    const { error } = await listAll((_url, _request, response) => {
      response.on('error', () => undefined);
      response.end(`{"metadata":{"resourceVersion":"1"},"items":[{"a":"\\"["},${items}]}`);
    });
    expect(error).toMatchObject({ code: 'too-large' });
  });

  test.each<[string, Handler, string]>([
    ['a body cut in the middle', (_url, _request, response) => {
      response.writeHead(200, { 'content-length': '500' }).write('{"metadata":{"resourceVersion":"1"},"items":[');
      setImmediate(() => response.destroy());
    }, 'invalid-response'],
    ['JSON that stops half-way', (_url, _request, response) => void response.end('{"metadata":{"resourceVersion":"1"},"items":['), 'invalid-response'],
    ['a list without metadata', (_url, _request, response) => sendJson(response, { items: [] }), 'invalid-response'],
    ['a list without a resource version', (_url, _request, response) => sendJson(response, { metadata: {}, items: [] }), 'invalid-response'],
    ['a list without items', (_url, _request, response) => sendJson(response, { metadata: { resourceVersion: '1' } }), 'invalid-response'],
    ['a Status with 200', (_url, _request, response) => sendJson(response, { kind: 'Status', status: 'Failure' }), 'invalid-response'],
    ['a Status with items', (_url, _request, response) => sendJson(response, { kind: 'Status', status: 'Failure', metadata: { resourceVersion: '1' }, items: [] }), 'invalid-response'],
    ['a list of another kind', (_url, _request, response) => sendJson(response, { kind: 'PodList', metadata: { resourceVersion: '1' }, items: [] }), 'invalid-response'],
    ['partial content', (_url, _request, response) => sendJson(response, { kind: 'ThingList', metadata: { resourceVersion: '1' }, items: [] }, 206), 'invalid-response'],
    ['a rest that nothing leads to', (_url, _request, response) => sendJson(response, { kind: 'ThingList', metadata: { resourceVersion: '1', remainingItemCount: 2 }, items: [item('a')] }), 'invalid-response'],
    ['the same page again and again', (_url, _request, response) => sendJson(response, { metadata: { resourceVersion: '1', continue: 'same' }, items: [] }), 'invalid-response'],
    ['410 on the second page', (url, _request, response) =>
      url.searchParams.has('continue')
        ? sendJson(response, { kind: 'Status', reason: 'Expired', metadata: { continue: 'inconsistent' } }, 410)
        : sendJson(response, { metadata: { resourceVersion: '1', continue: 'x' }, items: [item('a')] }), 'expired'],
  ])('%s is an error and never a short list', async (_what, handler, code) => {
    expect((await listAll(handler)).error).toMatchObject({ code });
  });

  test('pages that are too large are asked for again in smaller ones', async () => {
    const { pages, error } = await listAll((url, _request, response) => {
      const limit = Number(url.searchParams.get('limit'));
      if (limit > 20) response.end(' '.repeat(65 * 1024 * 1024));
      else sendJson(response, { metadata: { resourceVersion: '1' }, items: [item(`limit ${limit}`)] });
    }, 100);
    expect(error).toBeNull();
    expect(pages[0]?.items).toEqual(['limit 20']);
  });
});
