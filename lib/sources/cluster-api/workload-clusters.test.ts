import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { makeTestCertificate } from '#lib/platform/kube/test-certificates.ts';
import { sendJson, startTestServer, testKubeconfig, type TestServer } from '#lib/platform/kube/test-server.ts';
import type { SourceSettings } from '../contract.ts';
import { startSource } from '../source-contract.ts';
import { clusterApiSource } from './index.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000, interval: 20 });

const plainSettings: Omit<SourceSettings, 'kubeconfig'> = {
  id: 's', name: 's', kind: 'cluster-api', context: null, trusted: true, baseDirectory: null, namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
};
const groupVersion = 'cluster.x-k8s.io/v1beta2';
const cluster = (name: string): { metadata: { name: string; namespace: string; uid: string; resourceVersion: string } } =>
  ({ metadata: { name, namespace: 'ns', uid: `uid-${name}`, resourceVersion: '1' } });

/** A management cluster that serves Clusters and, by name, Secrets; nothing else of Cluster API. */
async function startManagement(names: readonly string[], secrets: Record<string, string>) {
  const watches: ServerResponse[] = [];
  const watchSeconds: number[] = [];
  const server = await startTestServer((url, _request, response) => {
    if (url.pathname === '/apis/cluster.x-k8s.io') return sendJson(response, { versions: [{ version: 'v1beta2' }, { version: 'v1beta1' }] });
    if (url.pathname === `/apis/${groupVersion}`) return sendJson(response, { resources: [{ name: 'clusters', kind: 'Cluster', verbs: ['list', 'watch'] }, { name: 'clusters/status', kind: 'Cluster' }] });
    if (url.searchParams.has('watch')) {
      watches.push(response);
      watchSeconds.push(Number(url.searchParams.get('timeoutSeconds')));
      return void response.writeHead(200).flushHeaders();
    }
    if (url.pathname === `/apis/${groupVersion}/clusters`) return sendJson(response, { metadata: { resourceVersion: '1' }, items: names.map(cluster) });
    const secret = /\/namespaces\/ns\/secrets\/(.+)-kubeconfig$/.exec(url.pathname)?.[1];
    const value = secret ? secrets[secret] : undefined;
    if (value === undefined) return sendJson(response, { kind: 'Status', code: 404 }, 404);
    sendJson(response, { data: { value: Buffer.from(value).toString('base64') } });
  });
  cleanups.push(() => server.stop());
  const source = startSource(clusterApiSource, { ...plainSettings, kubeconfig: testKubeconfig(server.url) });
  cleanups.push(() => source.stop());
  return { server, watches, watchSeconds, sink: source.sink, nodeStatus: (name: string) => source.sink.of('Node', `uid-${name}`)[0]?.status };
}

/** A workload cluster as Cluster API's in-memory provider simulates one: few kinds, no uids, 500 for what it does not know, JSON in many lines. */
async function startWorkload(accepts: (token: string) => boolean = () => true): Promise<TestServer> {
  const server = await startTestServer((url, request, response) => {
    const pretty = (body: unknown): void => void response.writeHead(200, { 'content-type': 'application/json' }).write(JSON.stringify(body, null, 1));
    if (!accepts(request.headers.authorization?.replace('Bearer ', '') ?? '')) return sendJson(response, {}, 401);
    if (url.pathname === '/api/v1') return sendJson(response, { resources: [{ name: 'nodes', verbs: ['get', 'list', 'watch'] }, { name: 'namespaces' }] });
    if (url.pathname === '/apis/apps/v1') return sendJson(response, { resources: [{ name: 'deployments' }] });
    if (url.pathname === '/apis/policy/v1') return void response.writeHead(404).end('404 page not found');
    if (!['/api/v1/nodes', '/api/v1/namespaces', '/apis/apps/v1/deployments'].includes(url.pathname)) return void response.writeHead(500).end('resource is not defined');
    if (url.searchParams.has('watch')) return pretty({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '3' } } });
    const items = url.pathname === '/api/v1/nodes' ? [{ metadata: { name: 'node-1', creationTimestamp: '2026-11-23T18:00:00Z', resourceVersion: '2' } }] : [];
    pretty({ metadata: { resourceVersion: '3' }, items });
    response.end();
  });
  cleanups.push(() => server.stop());
  return server;
}

const base64 = (value: string): string => Buffer.from(value).toString('base64');

describe('the workload clusters of a management cluster', () => {
  test('each bad kubeconfig fails the scopes of its own cluster with its own reason, and no other', async () => {
    const workload = await startWorkload();
    const expired = makeTestCertificate({ name: 'admin', notBefore: new Date('2020-01-01'), notAfter: new Date('2021-01-01') });
    const secrets = {
      good: testKubeconfig(workload.url),
      program: testKubeconfig(workload.url, {}, { exec: { command: 'touch', args: ['/tmp/tarmac-was-here'] } }),
      files: testKubeconfig(workload.url, {}, { tokenFile: '/etc/hostname' }),
      garbled: 'a: [b: {',
      expired: testKubeconfig(workload.url, {}, { 'client-certificate-data': base64(expired.cert), 'client-key-data': base64(expired.key) }),
      refused: testKubeconfig('https://127.0.0.1:1'),
    };
    const { nodeStatus, sink } = await startManagement([...Object.keys(secrets), 'none'], secrets);
    await eventually(() => {
      expect(nodeStatus('good')).toEqual({ state: 'current' });
      for (const [name, code] of [
        ['program', 'kubeconfig-refused'], ['files', 'kubeconfig-refused'], ['garbled', 'invalid-kubeconfig'], ['expired', 'certificate-expired'],
        ['refused', 'unreachable'], ['none', 'not-found'],
      ] as const) expect(nodeStatus(name)).toMatchObject({ state: 'failing', code });
    });
    expect(sink.of('Cluster')[0]?.status).toEqual({ state: 'current' });
    expect(sink.rows('Cluster')).toHaveLength(7);
  });

  test('kinds that an in-memory API server does not know are not served, and nodes without a uid are known all the same', async () => {
    const workload = await startWorkload();
    const { sink, nodeStatus } = await startManagement(['a', 'b'], { a: testKubeconfig(workload.url), b: testKubeconfig(workload.url) });
    await eventually(() => {
      for (const name of ['a', 'b']) {
        expect(nodeStatus(name)).toEqual({ state: 'current' });
        expect(sink.of('Deployment', `uid-${name}`)[0]?.status).toEqual({ state: 'current' });
        for (const kind of ['StatefulSet', 'DaemonSet', 'Pod', 'PodDisruptionBudget']) expect(sink.of(kind, `uid-${name}`)[0]?.status).toEqual({ state: 'not-served' });
      }
    });
    expect(new Set(sink.rows('Node').map(({ uid }) => uid)).size).toBe(2);
    expect(sink.of('Machine')[0]?.status).toEqual({ state: 'not-served' });
  });

  test('a kubeconfig that was rotated is read again when the old one is no longer accepted', async () => {
    let accepted = 'old';
    const workload = await startWorkload((token) => token === accepted);
    const secrets = { a: testKubeconfig(workload.url, {}, { token: 'old' }) };
    const { nodeStatus } = await startManagement(['a'], secrets);
    await eventually(() => expect(nodeStatus('a')).toEqual({ state: 'current' }));
    accepted = 'new';
    secrets.a = testKubeconfig(workload.url, {}, { token: 'new' });
    for (const socket of workload.sockets) socket.destroy();
    await eventually(() => expect(nodeStatus('a')).toMatchObject({ state: 'failing', code: 'unauthorized' }));
    await eventually(() => expect(nodeStatus('a')).toEqual({ state: 'current' }));
  }, 60_000);

  test.each<[string, (watch: ServerResponse, names: string[]) => void]>([
    ['is gone by a watch', (watch) => void watch.write(`${JSON.stringify({ type: 'DELETED', object: cluster('a') })}\n`)],
    ['is missing in a later listing', (watch, names) => {
      names.splice(0);
      watch.end('{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired"}}\n');
    }],
  ])('a cluster that %s is forgotten and its API server left alone', async (_how, vanish) => {
    const workload = await startWorkload();
    const names = ['a'];
    const { sink, watches, nodeStatus } = await startManagement(names, { a: testKubeconfig(workload.url) });
    await eventually(() => expect(nodeStatus('a')).toEqual({ state: 'current' }));
    vanish(watches[0]!, names);
    await eventually(() => expect(sink.forgotten).toEqual(['uid-a']));
    await eventually(() => expect(workload.sockets.size).toBe(0));
  });

  test('what a campaign waits for is confirmed several times a minute, also where nothing changes', async () => {
    const { watchSeconds } = await startManagement([], {});
    await eventually(() => expect(watchSeconds).not.toEqual([]));
    expect(watchSeconds[0]).toBeLessThanOrEqual(25);
  });

  test('a server without Cluster API is told so', async () => {
    const server = await startTestServer((_url, _request, response) => sendJson(response, { kind: 'Status' }, 404));
    cleanups.push(() => server.stop());
    const settings = { ...plainSettings, kubeconfig: testKubeconfig(server.url) };
    await expect(clusterApiSource.check(settings, new AbortController().signal)).rejects.toMatchObject({ code: 'not-found', message: expect.stringMatching(/serves no Cluster API/) });
    const source = startSource(clusterApiSource, settings);
    cleanups.push(() => source.stop());
    await eventually(() => expect(source.sink.of('Cluster')[0]?.status).toMatchObject({ state: 'failing', code: 'not-found' }));
  });

  test('a workload cluster whose address leads to no API server says so, and is not taken for one that serves nothing', async () => {
    const elsewhere = await startTestServer((_url, _request, response) => void response.writeHead(404).end('404 page not found'));
    cleanups.push(() => elsewhere.stop());
    const { nodeStatus } = await startManagement(['a'], { a: testKubeconfig(elsewhere.url) });
    await eventually(() => expect(nodeStatus('a')).toMatchObject({ state: 'failing', code: 'not-found' }));
  });

  test.each([
    ['and all the rest while only Clusters are missing yet', ['machines'], { state: 'failing', code: 'not-found', message: expect.stringMatching(/serves no Cluster API/) }],
    ['and is asked all the same when it does not tell what it serves', null, { state: 'current' }],
  ])('a server that has the group of Cluster API says so %s', async (_name, served, status) => {
    const server = await startTestServer((url, _request, response) => {
      if (url.pathname === '/apis/cluster.x-k8s.io') return sendJson(response, { versions: [{ version: 'v1beta2' }] });
      if (url.pathname === '/apis/cluster.x-k8s.io/v1beta2' && served) return sendJson(response, { resources: served.map((name) => ({ name, verbs: ['list'] })) });
      if (url.searchParams.has('watch')) return void response.writeHead(200).flushHeaders();
      if (/v1beta2\/./.test(url.pathname)) return sendJson(response, { metadata: { resourceVersion: '1' }, items: [] });
      sendJson(response, { kind: 'Status' }, 404);
    });
    cleanups.push(() => server.stop());
    const source = startSource(clusterApiSource, { ...plainSettings, kubeconfig: testKubeconfig(server.url) });
    cleanups.push(() => source.stop());
    await eventually(() => expect(source.sink.of('Cluster')[0]?.status).toMatchObject(status));
  });
});
