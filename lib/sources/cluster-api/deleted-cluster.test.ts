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

const cluster = { metadata: { name: 'a', namespace: 'ns', uid: 'uid-a', resourceVersion: '1' } };
const controlPlane = (version: string): object => ({
  metadata: { name: 'a', namespace: 'ns', uid: 'uid-kcp', resourceVersion: '1', ownerReferences: [{ kind: 'Cluster', name: 'a', uid: 'uid-a', controller: true }] },
  spec: { version }, status: { version },
});
const frame = (type: string, object: object): string => `${JSON.stringify({ type, object })}\n`;

/** A management cluster of one Cluster and its control plane, whose watches stay open; `list` answers the listings of Clusters. */
async function follow(list: (response: ServerResponse) => void) {
  const watches = new Map<string, ServerResponse>();
  const server = await startTestServer((url, _request, response) => {
    const [, group, version, resource] = /^\/apis\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?$/.exec(url.pathname) ?? [];
    if (!group) return sendJson(response, { kind: 'Status' }, 404);
    if (!version) return sendJson(response, { versions: [{ version: 'v1beta2' }] });
    if (!resource) return sendJson(response, { resources: [{ name: group.startsWith('controlplane') ? 'kubeadmcontrolplanes' : 'clusters', verbs: ['list', 'watch'] }] });
    if (url.searchParams.has('watch')) return void watches.set(resource, response.writeHead(200)).get(resource)!.flushHeaders();
    if (resource === 'clusters') return list(response);
    sendJson(response, { metadata: { resourceVersion: '1' }, items: [controlPlane('v1.35.9')] });
  });
  cleanups.push(() => server.stop());
  const source = startSource(clusterApiSource, {
    id: 's', name: 's', kind: 'cluster-api', kubeconfig: testKubeconfig(server.url), context: null, trusted: true, baseDirectory: null, namespaces: null,
    defaults: {}, rules: { environment: [], region: [], team: [] },
  });
  cleanups.push(() => source.stop());
  await eventually(() => expect(watches.size).toBe(2));
  return { watches, source };
}

const sendClusters = (response: ServerResponse, ...items: object[]): void => sendJson(response, { metadata: { resourceVersion: '1' }, items });

test('a Cluster that is just being deleted is not told of again when its control plane changes', async () => {
  const { watches, source } = await follow((response) => sendClusters(response, cluster));
  const storage = Promise.withResolvers<void>();
  const take = source.sink.delta.bind(source.sink);
  const delta = vi.spyOn(source.sink, 'delta').mockImplementation(async (...told) => {
    if (told[2].length > 0) await storage.promise;
    return take(...told);
  });
  const toldOf = (kind: string): unknown[] => delta.mock.calls.filter(([scope]) => scope.kind === kind).map(([, upserts, deletes]) => [upserts.length, deletes]);
  watches.get('clusters')!.write(frame('DELETED', cluster));
  await eventually(() => expect(toldOf('Cluster')).toEqual([[0, ['uid-a']]]));
  watches.get('kubeadmcontrolplanes')!.write(frame('MODIFIED', controlPlane('v1.36.4')));
  await eventually(() => expect(toldOf('KubeadmControlPlane')).toEqual([[1, []]]));
  storage.resolve();
  await eventually(() => expect(source.sink.forgotten).toEqual(['uid-a']));
  expect(toldOf('Cluster')).toHaveLength(1);
  expect(source.sink.rows('Cluster')).toEqual([]);
});

test('what a new listing of Clusters shows is not undone by what was known of them before', async () => {
  const listings: ServerResponse[] = [];
  const { watches, source } = await follow((response) => (listings.push(response) === 1 ? sendClusters(response, cluster) : undefined));
  const delta = vi.spyOn(source.sink, 'delta');
  const told = (kind: string): number => delta.mock.calls.filter(([scope]) => scope.kind === kind).length;

  watches.get('clusters')!.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
  await eventually(() => expect(listings).toHaveLength(2));
  watches.get('kubeadmcontrolplanes')!.write(frame('MODIFIED', controlPlane('v1.36.4')));
  await eventually(() => expect(told('KubeadmControlPlane')).toBe(1));
  expect(told('Cluster')).toBe(0);
  sendClusters(listings[1]!, { ...cluster, spec: { paused: true } });
  await eventually(() => expect(source.sink.rows('Cluster')).toMatchObject([{ paused: true, controlPlaneVersion: 'v1.36.4', desiredVersion: 'v1.36.4' }]));
});
