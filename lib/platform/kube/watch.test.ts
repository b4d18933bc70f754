import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { createKubeClient } from './client.ts';
import { createFrameSplitter } from './frames.ts';
import { sendJson, startTestServer, testKubeconfig, type TestServer } from './test-server.ts';
import type { WatchBatch } from './watch.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

type Thing = { name: string };
const project = (object: unknown): Thing | null => {
  const name = (object as { metadata?: { name?: unknown } } | null)?.metadata?.name;
  return typeof name === 'string' ? { name } : null;
};
const frame = (type: string, name: string | undefined, resourceVersion: string): string =>
  `${JSON.stringify({ type, object: { metadata: { name, resourceVersion } } })}\n`;

async function watch(answer: (response: ServerResponse) => void, silenceMs = 5000): Promise<{ batches: WatchBatch<Thing>[]; error: unknown }> {
  server = await startTestServer((_url, _request, response) => answer(response));
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  const batches: WatchBatch<Thing>[] = [];
  try {
    for await (const batch of client.watch({ path: '/api/v1/things', resourceVersion: '5', timeoutSeconds: 60, silenceMs, project, what: 'things' })) batches.push(batch);
    return { batches, error: null };
  } catch (error) {
    return { batches, error };
  }
}

describe('a watch', () => {
  test('asks for bookmarks from the version on, delivers events in order and ends when the server ends it', async () => {
    const { batches, error } = await watch((response) => {
      response.end(frame('ADDED', 'a', '6') + frame('MODIFIED', 'a', '7') + frame('DELETED', 'a', '8') + frame('BOOKMARK', undefined, '9'));
    });
    expect(error).toBeNull();
    expect(batches[0]).toEqual({ events: [], unreadable: 0, bookmark: false, replayed: false, resourceVersion: null });
    expect(batches.flatMap((batch) => batch.events.map((event) => event.type))).toEqual(['upsert', 'upsert', 'delete']);
    expect(batches.at(-1)).toMatchObject({ bookmark: true, resourceVersion: '9' });
    expect(server?.requests[0]?.search).toBe('?watch=true&allowWatchBookmarks=true&resourceVersion=5&timeoutSeconds=60');
  });

  test('reads objects that are printed over several lines and follow each other without a newline', async () => {
    const { batches } = await watch((response) => response.end(
      ['a', 'b'].map((name) => JSON.stringify({ type: 'ADDED', object: { metadata: { name, resourceVersion: '6', note: '}{"\\' } } }, null, 2)).join('')));
    expect(batches.flatMap((batch) => batch.events.map((event) => event.item.name))).toEqual(['a', 'b']);
  });

  test('a server that begins with what it holds is found out by the bookmark behind it', async () => {
    const end = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } } } };
    const { batches } = await watch((response) => response.end(`${frame('ADDED', 'a', '6')}${JSON.stringify(end)}\n`));
    expect(batches.some(({ replayed }) => replayed)).toBe(true);
  });

  test('an object that cannot be read is counted and still moves the version', async () => {
    const { batches } = await watch((response) => response.end(frame('ADDED', undefined, '6')));
    expect(batches.at(-1)).toMatchObject({ events: [], unreadable: 1, resourceVersion: '6' });
  });

  test.each<[string, (response: ServerResponse) => void, string]>([
    ['410 as the HTTP status', (response) => sendJson(response, { kind: 'Status', reason: 'Gone', code: 410 }, 410), 'expired'],
    ['410 in an ERROR frame under HTTP 200', (response) => response.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}\n'), 'expired'],
    ['another ERROR frame', (response) => response.end('{"type":"ERROR","object":{"kind":"Status","code":500,"message":"etcd"}}\n'), 'server-error'],
    ['garbage', (response) => response.end('<html>proxy error</html>'), 'invalid-response'],
    ['an object that is no event', (response) => response.end('{"kind":"Pod"}\n'), 'invalid-response'],
    ['an object nested millions deep', (response) => response.end(`{"type":"ADDED","object":{"metadata":{"name":"a","labels":${'['.repeat(2_000_000)}${']'.repeat(2_000_000)}}}}\n`), 'invalid-response'],
    ['broken JSON inside an object', (response) => response.end('{"type": ADDED}\n'), 'invalid-response'],
    ['an end in the middle of an object', (response) => response.end('{"type":"ADDED","object":{"meta'), 'unreachable'],
    ['a connection that is cut', (response) => {
      response.writeHead(200).write(frame('ADDED', 'a', '6'));
      setImmediate(() => response.destroy());
    }, 'unreachable'],
  ])('%s is a typed error', async (_what, answer, code) => {
    expect((await watch(answer)).error).toMatchObject({ code });
  });

  test('an object larger than 16 MiB is too large and is not kept', async () => {
    const { error } = await watch((response) => {
      response.on('error', () => undefined);
      response.end(`{"type":"ADDED","object":"${'x'.repeat(17 * 1024 * 1024)}"}`);
    });
    expect(error).toMatchObject({ code: 'too-large' });
  });

  test('an object of millions of values is too large whatever its bytes', async () => {
    const { error } = await watch((response) => {
      response.on('error', () => undefined);
      response.end(`{"type":"ADDED","object":[${'[],'.repeat(3_000_000)}[]]}`);
    });
    expect(error).toMatchObject({ code: 'too-large' });
  });

  test('bytes that never become an event are silence', async () => {
    const { batches, error } = await watch((response) => {
      response.writeHead(200).write('{"type":"ADDED","object":{"a":"');
      const drip = setInterval(() => response.destroyed ? clearInterval(drip) : response.write('x'), 5);
    }, 60);
    expect(error).toBeNull();
    expect(batches).toHaveLength(1);
  });

  test('a watch that stays silent ends by itself', async () => {
    const { batches, error } = await watch((response) => void response.writeHead(200).flushHeaders(), 50);
    expect(error).toBeNull();
    expect(batches).toHaveLength(1);
  });
});

describe('createFrameSplitter', () => {
  test('cuts any sequence of objects the same however the bytes arrive', () => {
    fc.assert(fc.property(
      fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 6 }), fc.boolean(), fc.integer({ min: 1, max: 40 }),
      (objects, pretty, size) => {
        const bytes = Buffer.from(objects.map((object) => JSON.stringify(object, null, pretty ? 1 : 0)).join(pretty ? '' : '\n'));
        const splitter = createFrameSplitter('server', 1024 * 1024);
        const frames: string[] = [];
        for (let i = 0; i < bytes.length; i += size) frames.push(...splitter.push(bytes.subarray(i, i + size)));
        expect(frames.map((text) => JSON.parse(text) as unknown)).toEqual(objects.map((object) => JSON.parse(JSON.stringify(object)) as unknown));
        expect(splitter.pending()).toBe(false);
      },
    ));
  });
});
