import { afterEach, describe, expect, test } from 'vitest';
import type { RolloutTarget } from '#lib/campaigns/ports.ts';
import { sendJson, startTestServer, testKubeconfig, type TestServer } from '#lib/platform/kube/test-server.ts';
import type { SourceSettings } from '../contract.ts';
import { createClusterActuator } from './actuator.ts';

type Json = { [key: string]: unknown };
type Held = { metadata: Json & { resourceVersion: string }; spec: Json };

let server: TestServer | undefined;
afterEach(() => server?.stop());

const after = '2026-11-20T10:00:00Z';
const clusterPath = (version: string): string => `/apis/cluster.x-k8s.io/${version}/namespaces/ns/clusters/c`;
const deploymentPath = (version: string): string => `/apis/cluster.x-k8s.io/${version}/namespaces/ns/machinedeployments/md`;
const controlPlanePath = (version: string): string => `/apis/controlplane.cluster.x-k8s.io/${version}/namespaces/ns/kubeadmcontrolplanes/kcp`;

function mergePatch(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const merged: Json = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...(target as Json) } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value);
  }
  return merged;
}

/** A management cluster of a few objects that knows merge patches and resource versions, at the time of `clock`. `prune` drops fields it does not know, `refuse` says why what is left is invalid. */
async function manage(objects: Record<string, Held>, options: { prune?: (spec: Json) => Json; refuse?: (spec: Json) => string | null; conflicts?: number; status?: number; clock?: () => string } = {}) {
  const patches: { path: string; spec: Json }[] = [];
  let conflicts = options.conflicts ?? 0;
  server = await startTestServer((url, request, response) => {
    if (options.clock) response.setHeader('date', new Date(options.clock()).toUTCString());
    const held = objects[url.pathname];
    if (!held) return sendJson(response, { kind: 'Status', message: 'not found' }, 404);
    if (request.method === 'GET') return sendJson(response, held);
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      if (options.status) return sendJson(response, { kind: 'Status', message: 'denied by webhook' }, options.status);
      const patch = JSON.parse(body) as { metadata: { resourceVersion: string }; spec: Json };
      if (conflicts > 0) {
        conflicts -= 1;
        held.metadata.resourceVersion += '1';
      }
      if (patch.metadata.resourceVersion !== held.metadata.resourceVersion) return sendJson(response, { kind: 'Status', reason: 'Conflict' }, 409);
      const spec = mergePatch(held.spec, patch.spec) as Json;
      const kept = options.prune ? options.prune(spec) : spec;
      const why = options.refuse?.(kept);
      if (why) return sendJson(response, { kind: 'Status', reason: 'Invalid', message: why }, 422);
      patches.push({ path: url.pathname, spec: patch.spec });
      held.spec = kept;
      held.metadata.resourceVersion += '1';
      sendJson(response, held);
    });
  });
  const settings: SourceSettings = {
    id: 's', name: 's', kind: 'cluster-api', kubeconfig: testKubeconfig(server.url), context: null, trusted: false, baseDirectory: null,
    namespaces: null, defaults: {}, rules: { environment: [], region: [], team: [] },
  };
  return { actuator: createClusterActuator(settings), patches, objects };
}

const object = (spec: Json = {}, metadata: Json = {}): Held => ({ metadata: { resourceVersion: '5', ...metadata }, spec });
const owned = { labels: { 'topology.cluster.x-k8s.io/owned': '', 'topology.cluster.x-k8s.io/deployment-name': 'workers' } };

function target(kind: RolloutTarget['group']['kind'], apiVersion = 'v1beta2', topologyName: string | null = null): RolloutTarget {
  return {
    sourceId: 's', namespace: 'ns', clusterName: 'c', apiVersion, clusterHasTopology: topologyName !== null,
    group: { kind, name: kind === 'KubeadmControlPlane' ? 'kcp' : 'md', topologyName },
  };
}
const { signal } = new AbortController();

describe('without a topology the group itself is patched', () => {
  test.each([
    ['v1beta2', 'KubeadmControlPlane', controlPlanePath, { rollout: { after } }],
    ['v1beta2', 'MachineDeployment', deploymentPath, { rollout: { after } }],
    ['v1beta1', 'KubeadmControlPlane', controlPlanePath, { rolloutAfter: after }],
    ['v1beta1', 'MachineDeployment', deploymentPath, { rolloutAfter: after }],
  ] as const)('%s %s', async (version, kind, path, spec) => {
    const { actuator, patches } = await manage({ [clusterPath(version)]: object(), [path(version)]: object() });
    expect(await actuator.setRolloutAfter(target(kind, version), after, signal)).toEqual({ changed: true });
    expect(patches).toEqual([{ path: path(version), spec }]);
  });

  test('asking again changes nothing', async () => {
    const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object() });
    await actuator.setRolloutAfter(target('MachineDeployment'), after, signal);
    expect(await actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).toEqual({ changed: false });
    expect(patches).toHaveLength(1);
  });

  test('a MachineDeployment that the topology does not own is patched itself although its Cluster has one', async () => {
    const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object({ topology: {} }), [deploymentPath('v1beta2')]: object() });
    expect(await actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).toEqual({ changed: true });
    expect(patches.map(({ path }) => path)).toEqual([deploymentPath('v1beta2')]);
  });
});

describe('with a topology the Cluster is patched', () => {
  test.each(['v1beta2', 'v1beta1'])('for the control plane (%s)', async (version) => {
    const { actuator, patches } = await manage({ [clusterPath(version)]: object({ topology: { controlPlane: { replicas: 3 } } }), [controlPlanePath(version)]: object() });
    expect(await actuator.setRolloutAfter(target('KubeadmControlPlane', version, null), after, signal)).toEqual({ changed: true });
    expect(patches).toEqual([{ path: clusterPath(version), spec: { topology: { controlPlane: { rollout: { after } } } } }]);
  });

  test('for one MachineDeployment, keeping the others and every field that is not known here', async () => {
    const workers = { machineDeployments: [{ name: 'other', class: 'x', variables: { overrides: [{ name: 'v', value: { deep: [1] } }] } }, { name: 'workers', class: 'y', rollout: { strategy: { type: 'OnDelete' } } }], machinePools: [{ name: 'p' }] };
    const { actuator, objects } = await manage({ [clusterPath('v1beta2')]: object({ topology: { version: 'v1.36.4', workers } }), [deploymentPath('v1beta2')]: object({}, owned) });
    expect(await actuator.setRolloutAfter(target('MachineDeployment', 'v1beta2', 'workers'), after, signal)).toEqual({ changed: true });
    expect(objects[clusterPath('v1beta2')]!.spec).toEqual({
      topology: {
        version: 'v1.36.4',
        workers: { ...workers, machineDeployments: [workers.machineDeployments[0], { name: 'workers', class: 'y', rollout: { strategy: { type: 'OnDelete' }, after } }] },
      },
    });
  });

  test('a Cluster API that does not know the field there is served on the group, and only once', async () => {
    const prune = (spec: Json): Json => ('topology' in spec ? { topology: { controlPlane: {} } } : spec);
    const { actuator, objects } = await manage({ [clusterPath('v1beta2')]: object({ topology: { controlPlane: {} } }), [controlPlanePath('v1beta2')]: object() }, { prune });
    expect(await actuator.setRolloutAfter(target('KubeadmControlPlane'), after, signal)).toEqual({ changed: true });
    expect(objects[controlPlanePath('v1beta2')]!.spec).toEqual({ rollout: { after } });
    expect(await actuator.setRolloutAfter(target('KubeadmControlPlane'), after, signal)).toEqual({ changed: false });
  });
});

describe('a Cluster API that does not know the field in the topology and refuses the object that is left without it (1.11 and 1.12 in v1beta2)', () => {
  const path = (kind: RolloutTarget['group']['kind']): string => (kind === 'KubeadmControlPlane' ? controlPlanePath : deploymentPath)('v1beta2');
  // As a real API server says it with the definitions of Cluster API 1.12.
  const empty = (field: string): string => `Cluster.cluster.x-k8s.io "c" is invalid: ${field}: Invalid value: 0: ${field} in body should have at least 1 properties`;
  const workers = { machineDeployments: [{ name: 'other', class: 'x' }, { name: 'workers', class: 'x', replicas: 2 }] };

  test.each([
    ['KubeadmControlPlane', 'spec.topology.controlPlane', { version: 'v1.34.0' }],
    ['MachineDeployment', 'spec.topology.workers.machineDeployments[1].rollout', { version: 'v1.34.0', workers }],
  ] as const)('is served on the %s itself', async (kind, field, topology) => {
    const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object({ topology }), [path(kind)]: object({}, owned) }, { refuse: (spec) => ('topology' in spec ? empty(field) : null) });
    expect(await actuator.setRolloutAfter(target(kind, 'v1beta2', 'workers'), after, signal)).toEqual({ changed: true });
    expect(patches).toEqual([{ path: path(kind), spec: { rollout: { after } } }]);
  });

  test('is not taken for one that refuses for another reason', async () => {
    const why = 'Cluster.cluster.x-k8s.io "c" is invalid: spec.topology.workers.machineDeployments[1].rollout.after: Forbidden: not today';
    const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object({ topology: { workers } }), [deploymentPath('v1beta2')]: object({}, owned) }, { refuse: () => why });
    await expect(actuator.setRolloutAfter(target('MachineDeployment', 'v1beta2', 'workers'), after, signal)).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('not today') });
    expect(patches).toEqual([]);
  });
});

describe('what is refused', () => {
  const paused = { annotations: { 'cluster.x-k8s.io/paused': '' } };
  test.each<[string, Held, Held, string, RegExp]>([
    ['a paused Cluster', object({ paused: true }), object(), 'paused', /Cluster ns\/c is paused/],
    ['a Cluster with the paused annotation', object({}, paused), object(), 'paused', /Cluster ns\/c is paused/],
    ['a paused MachineDeployment', object(), object({ paused: true }), 'paused', /MachineDeployment ns\/md is paused/],
    ['a MachineDeployment with the paused annotation', object(), object({}, paused), 'paused', /MachineDeployment ns\/md/],
    ['a Cluster in deletion', object({}, { deletionTimestamp: after }), object(), 'deleting', /being deleted/],
    ['a MachineDeployment in deletion', object(), object({}, { deletionTimestamp: after }), 'deleting', /being deleted/],
    ['a MachineDeployment of another Cluster', object(), object({ clusterName: 'd' }), 'invalid', /belongs to the Cluster d/],
    ['a rollout that somebody planned for later', object(), object({ rollout: { after: '2099-01-01T00:00:00Z' } }), 'conflict', /planned a rollout/],
  ])('%s', async (_what, cluster, deployment, code, message) => {
    const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: cluster, [deploymentPath('v1beta2')]: deployment });
    await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code, retryable: false, message: expect.stringMatching(message) });
    expect(patches).toEqual([]);
  });

  test('a group that is gone', async () => {
    const { actuator } = await manage({ [clusterPath('v1beta2')]: object() });
    await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code: 'gone' });
  });

  test('an API version that is not known, and a time that is none', async () => {
    const { actuator } = await manage({});
    await expect(actuator.setRolloutAfter(target('MachineDeployment', 'v1alpha3'), after, signal)).rejects.toMatchObject({ code: 'unsupported' });
    await expect(actuator.setRolloutAfter(target('MachineDeployment'), 'tomorrow', signal)).rejects.toMatchObject({ code: 'invalid' });
  });

  test.each([[403, 'forbidden', false], [422, 'invalid', false], [500, 'unreachable', true]])('a write answered with %i is %s', async (status, code, retryable) => {
    const { actuator } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object() }, { status });
    await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code, retryable });
  });
});

test('a later rollout that is under way is left as it is', async () => {
  const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object({ rollout: { after: '2026-11-20T11:00:00Z' } }) });
  expect(await actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).toEqual({ changed: false });
  expect(patches).toEqual([]);
});

test('a time that has not come yet by the clock of the management cluster, which would ignore it, is not set before it has', async () => {
  let clock = '2026-11-20T09:59:59Z';
  const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object() }, { clock: () => clock });
  await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code: 'too-early', retryable: true, message: expect.stringContaining('Compare the clocks') });
  expect(patches).toEqual([]);
  clock = after;
  expect(await actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).toEqual({ changed: true });
});

test('whether somebody planned a rollout for later is judged by the clock of the management cluster', async () => {
  const held = '2026-11-20T10:30:00Z';
  const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object({ rollout: { after: held } }) }, { clock: () => '2026-11-20T10:10:00Z' });
  await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining(held) });
  expect(patches).toEqual([]);
});

test('an object that changes while it is written is read again', async () => {
  const { actuator, patches } = await manage({ [clusterPath('v1beta2')]: object(), [deploymentPath('v1beta2')]: object() }, { conflicts: 2 });
  expect(await actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).toEqual({ changed: true });
  expect(patches).toHaveLength(1);
});

test('an API server that cannot be reached is unreachable and may be tried again', async () => {
  const { actuator } = await manage({});
  await server!.stop();
  await expect(actuator.setRolloutAfter(target('MachineDeployment'), after, signal)).rejects.toMatchObject({ code: 'unreachable', retryable: true });
});
