import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { timestamp } from '../model/kube-object.ts';
import { type DemoFleet, startDemoFleet } from '../start-demo-fleet.ts';
import { openTestClient, type TestClient } from '../test-client.ts';

let demo: DemoFleet;
let dataDir: string;
let eu: TestClient;
let ap: TestClient;
let workload: TestClient;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'tarmac-demo-api-'));
  demo = await startDemoFleet({ dataDir, size: 'small', speed: 40, alive: false });
  [eu, ap, workload] = [openTestClient(demo, 'mgmt-eu'), openTestClient(demo, 'mgmt-ap'), openTestClient(demo, 'payments-prod-eu')];
});

afterAll(async () => {
  await demo.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const machines = '/apis/cluster.x-k8s.io/v1beta2/machines';
const dev = '/apis/cluster.x-k8s.io/v1beta2/namespaces/team-payments/clusters/payments-dev-eu';

describe('discovery', () => {
  test('names the groups and the one version of Cluster API that a management cluster serves', async () => {
    expect((await eu.get('/apis/cluster.x-k8s.io')).body).toMatchObject({ kind: 'APIGroup', preferredVersion: { version: 'v1beta2' } });
    expect((await ap.get('/apis/cluster.x-k8s.io')).body).toMatchObject({ preferredVersion: { version: 'v1beta1' }, versions: [{ version: 'v1beta1' }] });
    expect((await ap.get('/apis/cluster.x-k8s.io/v1beta2/machines')).status).toBe(404);
    expect((await workload.get('/apis/cluster.x-k8s.io')).status).toBe(404);
    expect((await workload.get('/apis/apps/v1')).body).toMatchObject({ kind: 'APIResourceList', groupVersion: 'apps/v1' });
    expect((await workload.get('/version')).body).toMatchObject({ major: '1' });
  });

  test('is refused without the right token', async () => {
    const answer = await eu.get('/version', { authorization: 'Bearer other' });
    expect([answer.status, answer.body.kind, answer.body.reason]).toEqual([401, 'Status', 'Unauthorized']);
  });
});

describe('a listing', () => {
  test('comes in pages of one snapshot that hold every object once', async () => {
    const whole = (await workload.get('/api/v1/pods')).body.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    const paged: string[] = [];
    let token: string | undefined;
    let first: string | undefined;
    do {
      const { body } = await workload.get(`/api/v1/pods?limit=7${token ? `&continue=${encodeURIComponent(token)}` : ''}`);
      paged.push(...body.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
      first ??= body.metadata.resourceVersion;
      expect(body.metadata.resourceVersion).toBe(first);
      token = body.metadata.continue;
      // What changes meanwhile belongs to a later snapshot.
      const { store } = demo.fleet.fleet.clusters.get('payments-prod-eu')!.workload;
      const pod = store.list('pods')[0]!;
      store.put('pods', { ...pod, metadata: { ...pod.metadata, annotations: { changed: String(paged.length) } } });
    } while (token);
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(50);
  });

  test('answers 410 for a continue token from before a compaction and 400 for one that is none', async () => {
    const { body } = await workload.get('/api/v1/pods?limit=1');
    const { store } = demo.fleet.fleet.clusters.get('payments-prod-eu')!.workload;
    const pod = store.list('pods')[0]!;
    store.put('pods', { ...pod, metadata: { ...pod.metadata, annotations: { changed: 'again' } } });
    demo.fleet.compact('payments-prod-eu');
    const old = await workload.get(`/api/v1/pods?limit=1&continue=${encodeURIComponent(body.metadata.continue!)}`);
    expect([old.status, old.body.reason]).toEqual([410, 'Expired']);
    expect((await workload.get('/api/v1/pods?continue=nonsense')).status).toBe(400);
  });

  test('can be narrowed by labels, fields and namespace', async () => {
    const [node] = (await workload.get('/api/v1/nodes')).body.items;
    const onNode = await workload.get(`/api/v1/pods?fieldSelector=spec.nodeName%3D${node!.metadata.name}`);
    expect(onNode.body.items.length).toBeGreaterThan(0);
    const all = await workload.get('/api/v1/pods');
    expect(onNode.body.items.length).toBeLessThan(all.body.items.length);
    const labelled = await eu.get(`${machines}?labelSelector=cluster.x-k8s.io/cluster-name%20in%20(payments-dev-eu),cluster.x-k8s.io/control-plane`);
    expect(labelled.body.items).toHaveLength(1);
    expect((await workload.get('/api/v1/namespaces/kube-system/pods')).body.items.every(({ metadata }) => metadata.namespace === 'kube-system')).toBe(true);
    expect((await workload.get('/api/v1/pods?fieldSelector=spec.color%3Dred')).status).toBe(400);
  });

  test('of Secrets is forbidden, one by name is not', async () => {
    expect((await eu.get('/api/v1/secrets')).status).toBe(403);
    expect((await eu.get('/api/v1/namespaces/team-payments/secrets')).status).toBe(403);
    const secret = await eu.get('/api/v1/namespaces/team-payments/secrets/payments-dev-eu-kubeconfig');
    expect(secret.body).toMatchObject({ kind: 'Secret', type: 'cluster.x-k8s.io/secret', data: { value: expect.stringMatching(/^[A-Za-z0-9+/=]+$/) } });
    expect((await eu.get('/api/v1/namespaces/team-payments/secrets/other')).status).toBe(404);
  });
});

describe('a watch', () => {
  test('goes on exactly after the listing and ends when its time is over', async () => {
    const { body } = await eu.get(`${machines}?limit=1`);
    await eu.patch(dev, { metadata: { annotations: { step: 'one' } } });
    const path_ = `/apis/cluster.x-k8s.io/v1beta2/clusters?watch=true&resourceVersion=${body.metadata.resourceVersion}&timeoutSeconds=1`;
    const frames = await eu.watch(path_);
    expect(frames.map(({ type, object }) => [type, object['metadata']])).toEqual([['MODIFIED', expect.objectContaining({ name: 'payments-dev-eu', annotations: { step: 'one' } })]]);
  });

  test('from a version that is no longer known answers 200 with an ERROR frame of 410', async () => {
    const frames = await eu.watch('/apis/cluster.x-k8s.io/v1beta2/clusters?watch=1&resourceVersion=3');
    expect(frames).toEqual([{ type: 'ERROR', object: expect.objectContaining({ kind: 'Status', code: 410, reason: 'Expired' }) }]);
  });

  test('from a version that is still to come is refused', async () => {
    const answer = await eu.get('/apis/cluster.x-k8s.io/v1beta2/clusters?watch=1&resourceVersion=999999999');
    expect([answer.status, answer.body.details?.causes?.[0]?.reason]).toEqual([504, 'ResourceVersionTooLarge']);
  });

  test('with initial events ends those with the bookmark that says so', async () => {
    const query = 'watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const frames = await workload.watch(`/api/v1/nodes?${query}`, (seen) => seen.at(-1)?.type === 'BOOKMARK');
    expect(frames.slice(0, -1).every(({ type }) => type === 'ADDED')).toBe(true);
    expect(frames.at(-1)?.object['metadata']).toMatchObject({ annotations: { 'k8s.io/initial-events-end': 'true' } });
  });
});

describe('a patch', () => {
  test('with the version of an older object is a conflict', async () => {
    const { body } = await eu.get(dev);
    await eu.patch(dev, { metadata: { annotations: { step: 'two' } } });
    const answer = await eu.patch(dev, { metadata: { resourceVersion: body.metadata.resourceVersion, annotations: { step: 'three' } } });
    expect([answer.status, answer.body.reason]).toEqual([409, 'Conflict']);
  });

  test('of operations stops at a test that fails', async () => {
    const operations = [
      { op: 'test', path: '/metadata/name', value: 'other' },
      { op: 'add', path: '/metadata/annotations/step', value: 'never' },
    ];
    expect((await eu.patch(dev, operations, 'application/json-patch+json')).status).toBe(422);
    const good = [{ ...operations[0], value: 'payments-dev-eu' }, { op: 'add', path: '/metadata/annotations/a~1b', value: 'yes' }];
    expect((await eu.patch(dev, good, 'application/json-patch+json')).body.metadata).toMatchObject({ annotations: { 'a/b': 'yes' } });
  });

  test('cannot touch status or identity', async () => {
    const before = await eu.get(dev);
    const after = await eu.patch(dev, { status: { phase: 'Failed' }, metadata: { uid: 'other', name: 'payments-dev-eu' } });
    expect(after.body).toMatchObject({ status: { phase: 'Provisioned' }, metadata: { uid: before.body.metadata.uid } });
  });

  test.each([
    ['v1.35.1', 'version cannot be decreased'],
    ['v1.39.0', 'version cannot be increased'],
    ['latest', 'valid semantic version'],
  ])('to the topology version %s is refused as its webhook does', async (version, words) => {
    const answer = await eu.patch(dev, { spec: { topology: { version } } });
    expect([answer.status, answer.body.message]).toEqual([422, expect.stringContaining(words)]);
  });

  test('of a rollout time that is none is refused', async () => {
    const answer = await eu.patch('/apis/cluster.x-k8s.io/v1beta2/namespaces/team-payments/machinedeployments/none', { spec: {} });
    expect(answer.status).toBe(404);
    const [group] = (await eu.get('/apis/cluster.x-k8s.io/v1beta2/machinedeployments')).body.items;
    const path_ = `/apis/cluster.x-k8s.io/v1beta2/namespaces/${group!.metadata.namespace}/machinedeployments/${group!.metadata.name}`;
    expect((await eu.patch(path_, { spec: { rollout: { after: 'now' } } })).status).toBe(422);
  });
});

describe('Cluster API before v1beta2', () => {
  const cluster = '/apis/cluster.x-k8s.io/v1beta1/namespaces/team-core/clusters/core-staging-ap';

  test('shows objects in the shapes of v1beta1', async () => {
    expect((await ap.get(cluster)).body).toMatchObject({
      apiVersion: 'cluster.x-k8s.io/v1beta1',
      spec: { topology: { class: 'vsphere-standard', classNamespace: 'team-core' }, controlPlaneRef: { apiVersion: 'controlplane.cluster.x-k8s.io/v1beta1' } },
      status: { controlPlaneReady: true, v1beta2: { conditions: expect.arrayContaining([expect.objectContaining({ type: 'Available' })]) } },
    });
  });

  test('drops the rollout time of a topology, which it does not know, and keeps that of a group', async () => {
    const after = timestamp(Date.now() + 3_600_000);
    const dropped = await ap.patch(cluster, { spec: { topology: { controlPlane: { rollout: { after } } } } });
    expect([dropped.status, JSON.stringify(dropped.body).includes(after)]).toEqual([200, false]);
    const [plane] = (await ap.get('/apis/controlplane.cluster.x-k8s.io/v1beta1/kubeadmcontrolplanes')).body.items;
    const path_ = `/apis/controlplane.cluster.x-k8s.io/v1beta1/namespaces/${plane!.metadata.namespace}/kubeadmcontrolplanes/${plane!.metadata.name}`;
    expect((await ap.patch(path_, { spec: { rolloutAfter: after } })).body).toMatchObject({ spec: { rolloutAfter: after } });
    expect((await ap.get(path_)).body).toMatchObject({ spec: { rolloutAfter: after } });
  });
});

describe('an eviction', () => {
  test('is refused with the cause that names the budget once it allows no more', async () => {
    const { store } = demo.fleet.fleet.clusters.get('payments-prod-eu')!.workload;
    const budget = store.list('poddisruptionbudgets').find(({ status }) => status.disruptionsAllowed > 0)!;
    const { namespace, name } = budget.metadata;
    demo.fleet.setBudget('payments-prod-eu', namespace!, name, budget.status.expectedPods);
    await vi.waitFor(() => expect(store.get('poddisruptionbudgets', `${namespace}/${name}`)!.status.disruptionsAllowed).toBe(0));
    const pod = store.list('pods').find(({ metadata }) => metadata.namespace === namespace && metadata.labels?.['app.kubernetes.io/name'] === name)!;
    const answer = await workload.post(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/eviction`, { kind: 'Eviction' });
    expect([answer.status, answer.body.reason]).toEqual([429, 'TooManyRequests']);
    expect(answer.body.details?.causes).toEqual([{ reason: 'DisruptionBudget', message: expect.stringMatching(new RegExp(`^The disruption budget ${name} needs \\d+ healthy pods and has \\d+ currently$`)) }]);
    demo.fleet.setBudget('payments-prod-eu', namespace!, name, 1);
    await vi.waitFor(() => expect(store.get('poddisruptionbudgets', `${namespace}/${name}`)!.status.disruptionsAllowed).toBeGreaterThan(0));
    expect((await workload.post(`/api/v1/namespaces/${namespace}/pods/${pod.metadata.name}/eviction`, {})).status).toBe(201);
    await vi.waitFor(() => expect(store.get('pods', `${namespace}/${pod.metadata.name}`)).toBeUndefined());
  });
});

describe('a fault', () => {
  test('cuts, spoils or halves what an API server answers, and heals', async () => {
    const nodes = '/api/v1/nodes';
    demo.fleet.setFault('payments-prod-eu', 'refuse');
    await expect(workload.get(nodes)).rejects.toThrow();
    demo.fleet.setFault('payments-prod-eu', 'garbage');
    await expect(workload.get(nodes)).rejects.toThrow(/JSON/);
    demo.fleet.setFault('payments-prod-eu', 'half-list');
    await expect(workload.get(nodes)).rejects.toThrow();
    demo.fleet.setFault('payments-prod-eu', 'error');
    expect((await workload.get(nodes)).status).toBe(500);
    demo.fleet.setFault('payments-prod-eu', 'none');
    expect((await workload.get(nodes)).status).toBe(200);
  });

  test('can be set through the control door by who holds its token', async () => {
    const url = `http://127.0.0.1:${demo.port}/_control`;
    const body = JSON.stringify({ action: 'fault', server: 'mgmt-us', fault: 'error' });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
    const authorization = `Bearer ${demo.controlToken}`;
    expect((await fetch(url, { method: 'POST', body, headers: { authorization } })).status).toBe(200);
    expect((await openTestClient(demo, 'mgmt-us').get('/version')).status).toBe(500);
    expect((await fetch(url, { method: 'POST', body: '{"action":"none"}', headers: { authorization } })).status).toBe(400);
  });
});
