import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeBudget, type DisruptionBudgetObservation } from '#lib/inventory/workloads/model.ts';
import { workloadKinds } from './workload-kinds.ts';

const samples = new URL('../../../e2e/real/samples/workload/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`${name}.json`, samples), 'utf8'));
const project = (kind: string): ((object: unknown) => unknown) => workloadKinds.find((entry) => entry.kind === kind)!.project('cluster-1');

describe('a label selector', () => {
  const budget = (selector: string): unknown => project('PodDisruptionBudget')(JSON.parse(`{"metadata":{"name":"b","uid":"u"},"spec":{"selector":${selector}}}`));

  test('is kept as it stands', () => {
    const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'In', values: ['a', 'b'] }, { key: 'old', operator: 'DoesNotExist' }] };
    expect(budget(JSON.stringify(selector))).toMatchObject({ selector });
    expect(budget('{}')).toMatchObject({ selector: {} });
  });

  test.each([
    ['nested ever deeper', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['whose labels are nested ever deeper', `{"matchLabels":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`],
    ['whose expressions are none', '{"matchExpressions":[{"key":{}},3,null]}'],
  ])('that is %s can still be stored', (_what, selector) => {
    expect(() => JSON.stringify(budget(selector))).not.toThrow();
  });
});

describe('real objects of an in-memory workload cluster', () => {
  test('a Node has a stand-in uid, roles, and null for what the server leaves empty', () => {
    expect(project('Node')(read('node'))).toMatchObject({
      uid: expect.stringMatching(/^cluster-1\/Node\/\/.+@\d{4}-.+Z$/), roles: expect.any(Array), kubeletVersion: expect.stringMatching(/^v1\./),
      osImage: null, architecture: null, ready: true, unschedulable: false,
    });
  });

  test.each([['Namespace', 'namespace'], ['Pod', 'pod'], ['Deployment', 'deployment'], ['DaemonSet', 'daemon-set']])('a %s can be read', (kind, name) => {
    expect(project(kind)(read(name))).toMatchObject({ uid: expect.any(String), name: expect.any(String) });
  });
});

test('the roles of a Node are what its labels say', () => {
  const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '', other: 'x' };
  expect(project('Node')({ metadata: { name: 'n', uid: 'u', labels } })).toMatchObject({ roles: ['control-plane', 'worker'], ready: null });
});

describe('pods', () => {
  const pod = (labels: object, owner: object | null): unknown => ({
    metadata: { name: 'p', uid: 'u', namespace: 'n', labels, ownerReferences: owner ? [{ uid: 'o', controller: true, ...owner }] : [] },
    spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'registry/app:1' }, { name: 'd', image: 'registry/side:2' }] },
    status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], containerStatuses: [{ name: 'c', imageID: 'registry/app@sha256:abc', ready: true }] },
  });

  test('of a Deployment are resolved to it by the hash that names their ReplicaSet', () => {
    expect(project('Pod')(pod({ 'pod-template-hash': '5d9c' }, { kind: 'ReplicaSet', name: 'web-front-5d9c' }))).toMatchObject({ ownerKind: 'Deployment', ownerName: 'web-front' });
  });

  test('of a ReplicaSet of its own stay with it', () => {
    expect(project('Pod')(pod({}, { kind: 'ReplicaSet', name: 'web-5d9c' }))).toMatchObject({ ownerKind: 'ReplicaSet', ownerName: 'web-5d9c' });
  });

  test('tell their images as the node reports them', () => {
    expect(project('Pod')(pod({}, null))).toMatchObject({
      ownerKind: null, ready: true,
      containers: [{ name: 'c', image: 'registry/app:1', imageId: 'registry/app@sha256:abc', ready: true }, { name: 'd', imageId: null, ready: false }],
    });
  });

  test('without a status are of unknown phase and not ready', () => {
    expect(project('Pod')({ metadata: { name: 'p', uid: 'u' } })).toMatchObject({ phase: 'Unknown', ready: false, containers: [] });
  });
});

test('a budget given in percent and one without a status are read', () => {
  expect(project('PodDisruptionBudget')({ metadata: { name: 'b', uid: 'u', generation: 2 }, spec: { minAvailable: '50%', maxUnavailable: 1, selector: { matchLabels: { app: 'x' } } } }))
    .toMatchObject({ minAvailable: '50%', maxUnavailable: '1', selector: { matchLabels: { app: 'x' } }, disruptionsAllowed: null, observedGeneration: null });
});

describe('what no controller has looked at yet, though an API server prints its counters as 0, is unknown', () => {
  test('of a budget: it would read as one with nothing to protect, and every eviction is refused', () => {
    const status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
    const budget = { metadata: { name: 'b', uid: 'u', generation: 1 }, spec: { minAvailable: 1 } };
    const observed = (more: object): DisruptionBudgetObservation => project('PodDisruptionBudget')({ ...budget, status: { ...status, ...more } }) as DisruptionBudgetObservation;
    expect(judgeBudget(observed({}))).toBe('unknown');
    expect(judgeBudget(observed({ observedGeneration: 1 }))).toBe('allows');
  });

  test('of a real DaemonSet', () => {
    expect(project('DaemonSet')(read('daemon-set'))).toMatchObject({ desiredReplicas: null, readyReplicas: null });
  });

  test.each(['Deployment', 'StatefulSet'])('of a %s; once looked at, no ready replica is none', (kind) => {
    const object = { metadata: { name: 'w', uid: 'u' }, spec: { replicas: 2 } };
    expect(project(kind)({ ...object, status: {} })).toMatchObject({ desiredReplicas: 2, readyReplicas: null });
    expect(project(kind)({ ...object, status: { observedGeneration: 1 } })).toMatchObject({ desiredReplicas: 2, readyReplicas: 0 });
  });
});
