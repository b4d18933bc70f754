import { afterEach, expect, test, vi } from 'vitest';
import { createKubeClient } from '#lib/platform/kube/client.ts';
import { sendJson, startTestServer, testKubeconfig } from '#lib/platform/kube/test-server.ts';
import { RecordingSink } from '../recording-sink.ts';
import { reflectScope } from './reflect-scope.ts';
import { workloadKinds } from './workload-kinds.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

test('a watch that stays quiet is opened anew at the pace of confirmMs and nothing is listed again', async () => {
  let lists = 0;
  const asked: (string | null)[] = [];
  const server = await startTestServer((url, _request, response) => {
    if (url.searchParams.has('watch')) {
      asked.push(url.searchParams.get('timeoutSeconds'));
      return void response.writeHead(200).flushHeaders();
    }
    lists += 1;
    sendJson(response, { metadata: { resourceVersion: '1' }, items: [] });
  });
  cleanups.push(() => server.stop());
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  const end = new AbortController();
  const entry = workloadKinds[0];
  const sink = new RecordingSink();
  const running = reflectScope({
    context: {
      sink,
      limits: { maxWorkloadWatches: 1, maxConcurrentListings: 1, pollMs: 60_000, resyncMs: 600_000, confirmMs: 30 },
      log: { info: () => undefined, warn: () => undefined },
    },
    client, scope: { clusterUid: 'c', kind: entry.kind, noun: entry.noun }, paths: ['/api/v1/nodes'], project: entry.project('c'),
    mode: 'watch', listing: (run) => run(), signal: end.signal,
  });
  cleanups.push(async () => {
    end.abort();
    await running;
    client.close();
  });
  await vi.waitFor(() => expect(asked.slice(0, 2)).toEqual(['1', '1']), { timeout: 10_000, interval: 10 });
  expect(lists).toBe(1);
  // The word after the listing only repeats it, and the first watch proves more.
  expect(sink.of(entry.kind)[0]?.currents).toBe(2);
});

test('what nobody foresaw is a health error that names the log, and its cause is in the log', async () => {
  const server = await startTestServer((_url, _request, response) => sendJson(response, { metadata: { resourceVersion: '1' }, items: [{}] }));
  cleanups.push(() => server.stop());
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  const end = new AbortController();
  const sink = new RecordingSink();
  const logged: unknown[] = [];
  const { kind, noun } = workloadKinds[0];
  const running = reflectScope({
    context: {
      sink, limits: { maxWorkloadWatches: 1, maxConcurrentListings: 1, pollMs: 60_000, resyncMs: 600_000 },
      log: { info: () => undefined, warn: (fields) => void logged.push(fields) },
    },
    client, scope: { clusterUid: 'c', kind, noun }, paths: ['/api/v1/nodes'], mode: 'watch', listing: (run) => run(), signal: end.signal,
    project() {
      throw new TypeError('a bug of ours');
    },
  });
  cleanups.push(async () => {
    end.abort();
    await running;
    client.close();
  });
  await vi.waitFor(() => expect(sink.of(kind)[0]?.status).toMatchObject({ state: 'failing', code: 'server-error', message: expect.stringContaining('the log has the cause') }), { timeout: 10_000, interval: 10 });
  expect(logged).toContainEqual({ error: 'a bug of ours' });
});

test('a listing of which not all could be read tells nobody that something is gone', async () => {
  const node = (uid: string | undefined) => ({ metadata: { name: 'n', ...(uid === undefined ? {} : { uid }) } });
  const listings = [[node('a'), node('b')], [node('b'), 'no object'], [node('b')]];
  const server = await startTestServer((url, _request, response) => {
    // Each watch expires at once, so that the next listing follows.
    if (url.searchParams.has('watch') && listings.length > 0) return void response.end('{"type":"ERROR","object":{"kind":"Status","code":410}}\n');
    if (url.searchParams.has('watch')) return void response.writeHead(200).flushHeaders();
    sendJson(response, { kind: 'NodeList', metadata: { resourceVersion: '1' }, items: listings.shift() });
  });
  cleanups.push(() => server.stop());
  const client = createKubeClient({ kubeconfig: testKubeconfig(server.url) });
  const end = new AbortController();
  const told: string[] = [];
  const { kind, noun, project } = workloadKinds[0];
  const running = reflectScope({
    context: {
      sink: new RecordingSink(), limits: { maxWorkloadWatches: 1, maxConcurrentListings: 1, pollMs: 60_000, resyncMs: 600_000 },
      log: { info: () => undefined, warn: () => undefined },
    },
    client, scope: { clusterUid: 'c', kind, noun }, paths: ['/api/v1/nodes'], project: project('c'), mode: 'watch', listing: (run) => run(), signal: end.signal,
    listener: {
      listed: (items) => void told.push(`listed ${items.map(({ uid }) => uid).join(' ')}`),
      changed: (upserts, deletes) => void told.push(`changed +${upserts.map(({ uid }) => uid).join(' ')} -${deletes.join(' ')}`),
    },
  });
  cleanups.push(async () => {
    end.abort();
    await running;
    client.close();
  });
  await vi.waitFor(() => expect(told).toEqual(['listed a b', 'changed +b -', 'listed b']), { timeout: 10_000, interval: 10 });
});
