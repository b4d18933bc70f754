import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import { sendJson, startTestServer, testKubeconfig } from '#lib/platform/kube/test-server.ts';
import { startSource } from '../source-contract.ts';
import { clusterApiSource } from './index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 10_000, interval: 10 });

test('a kind that is told and not there fails its own scope; only when it is told no longer everything starts anew', async () => {
  let told = ['clusters', 'machines'];
  let asked = 0;
  const watches: ServerResponse[] = [];
  const server = await startTestServer((url, _request, response) => {
    const [, group, version, resource] = /^\/apis\/(cluster\.x-k8s\.io)(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(url.pathname) ?? [];
    if (!group || resource === 'machines') return sendJson(response, { kind: 'Status' }, 404);
    if (!version) return sendJson(response, { versions: [{ version: 'v1beta2' }] });
    if (!resource) {
      asked += 1;
      return sendJson(response, { resources: told.map((name) => ({ name, verbs: ['list', 'watch'] })) });
    }
    if (url.searchParams.has('watch')) {
      watches.push(response);
      return void response.writeHead(200).flushHeaders();
    }
    sendJson(response, { metadata: { resourceVersion: '1' }, items: [] });
  });
  cleanups.push(() => server.stop());
  const source = startSource(clusterApiSource, {
    id: 's', name: 's', kind: 'cluster-api', kubeconfig: testKubeconfig(server.url), context: null, trusted: true, baseDirectory: null, namespaces: null,
    defaults: {}, rules: { environment: [], region: [], team: [] },
  });
  cleanups.push(() => source.stop());

  await eventually(() => expect(source.sink.of('Machine')[0]?.status).toMatchObject({ state: 'failing', code: 'not-found' }));
  await eventually(() => expect(watches).toHaveLength(1));
  const askedBefore = asked;
  await eventually(() => expect(asked).toBeGreaterThan(askedBefore + 1));
  expect(watches[0]!.closed).toBe(false);

  told = ['clusters'];
  await once(watches[0]!, 'close');
});
