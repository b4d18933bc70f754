import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SourceSettings } from '../contract.ts';
import { apiVersions, type ApiVersion } from './api-version.ts';
import { clusterKind, machineKinds } from './management-kinds.ts';

const settings: SourceSettings = {
  id: 's', name: 'lane', kind: 'cluster-api', kubeconfig: '', context: null, trusted: true, baseDirectory: null, namespaces: null,
  defaults: { environment: 'staging' }, rules: { environment: ['tarmac.dev/environment'], region: ['region'], team: ['team'] },
};
const samples = new URL('../../../e2e/real/samples/', import.meta.url);
const read = (version: string, name: string): unknown => JSON.parse(readFileSync(new URL(`${version}/${name}.json`, samples), 'utf8'));

function mapped(version: ApiVersion, object: unknown): unknown {
  const { kind } = object as { kind: string };
  const entry = [clusterKind, ...machineKinds].find((candidate) => candidate.kind === kind);
  if (!entry) throw new Error(`no entry for ${kind}`);
  return entry.project(version, settings)(object);
}

describe.each(apiVersions)('real %s objects', (version) => {
  test.each(readdirSync(new URL(version, samples)).map((file) => file.replace('.json', '')))('%s can be read', (name) => {
    expect(mapped(version, read(version, name))).toMatchObject({ uid: expect.stringMatching(/^[0-9a-f-]{36}$/), name: expect.any(String) });
  });

  test('a Cluster tells class, versions and phase', () => {
    expect(mapped(version, read(version, 'cluster'))).toMatchObject({
      name: 'sample', namespace: 'default', apiVersion: version, managedBy: 'cluster-api', clusterClass: 'in-memory-1000ms',
      infrastructureKind: 'DevCluster', desiredVersion: 'v1.35.9', phase: 'Provisioned', paused: false,
      assignment: { environment: { value: 'staging', rule: 'default of the source' }, team: { value: null } },
    });
  });

  test('paused objects are paused', () => {
    expect(mapped(version, read(version, 'cluster-paused'))).toMatchObject({ paused: true });
  });

  test('a control plane tells its counters and strategy', () => {
    expect(mapped(version, read(version, 'kubeadm-control-plane'))).toMatchObject({
      kind: 'KubeadmControlPlane', clusterName: 'sample', role: 'control-plane', version: 'v1.35.9', desiredReplicas: 1, replicas: 1,
      readyReplicas: 1, availableReplicas: 1, upToDateReplicas: 1, strategy: 'RollingUpdate', maxSurge: '1',
    });
  });

  test('a rolling MachineDeployment tells when it was asked to roll and its name in the topology', () => {
    expect(mapped(version, read(version, 'machine-deployment-rolling-out'))).toMatchObject({
      kind: 'MachineDeployment', clusterName: 'sample', role: 'worker', topologyName: 'md-0',
      rolloutAfter: expect.stringMatching(/^\d{4}-.+Z$/),
    });
  });

  test('a MachineSet names the MachineDeployment that owns it', () => {
    const deployment = mapped(version, read(version, 'machine-deployment')) as { uid: string };
    expect(mapped(version, read(version, 'machine-set'))).toMatchObject({ kind: 'MachineSet', ownerUid: deployment.uid, rolloutAfter: null });
  });

  test('a machine that waits for a hook or drains says so', () => {
    expect(mapped(version, read(version, 'machine-waiting-for-hook'))).toMatchObject({
      phase: 'Deleting', deletionHooks: ['pre-drain/capture'], upToDate: false, groupName: (mapped(version, read(version, 'machine-deployment')) as { name: string }).name,
      deletion: { nodeDrainStartedAt: null, waitingForPreDrainHookSince: expect.stringMatching(/^\d{4}-.+Z$/) },
      reason: 'Waiting for a pre-drain hook to be removed (capture)',
    });
    expect(mapped(version, read(version, 'machine-draining'))).toMatchObject({
      deletion: { nodeDrainStartedAt: expect.stringMatching(/^\d{4}-.+Z$/) },
      reason: expect.stringMatching(/^Draining its node: Drain not completed yet .* Pod shop\/long-job: waiting for completion$/),
    });
  });

  test('a machine where all is well has no reason', () => {
    expect(mapped(version, read(version, 'machine'))).toMatchObject({ role: 'worker', phase: 'Running', ready: true, upToDate: true, reason: null });
  });
});

describe('both versions', () => {
  const versionOf = (version: string, name: string): string => (read(version, name) as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
  // The two forms were read one after the other: only those that show the same moment can be compared.
  const sameMoment = readdirSync(new URL('v1beta2', samples)).map((file) => file.replace('.json', ''))
    .filter((name) => versionOf('v1beta1', name) === versionOf('v1beta2', name));

  test.each(sameMoment)('of the same %s say the same', (name) => {
    const [next, former] = apiVersions.map((version) => mapped(version, read(version, name)) as Record<string, unknown>);
    // Conditions that only the older form of an object has, and its spelling, may differ.
    expect({ ...next, apiVersion: null, conditions: null }).toEqual({ ...former, apiVersion: null, conditions: null });
  });

  test('there are objects to compare', () => {
    expect(sameMoment.length).toBeGreaterThan(10);
  });
});

test('a v1beta1 counter that no controller has written yet is unknown, not zero', () => {
  const entry = machineKinds.find(({ kind }) => kind === 'MachineDeployment')!;
  const status = { replicas: 0, readyReplicas: 0, updatedReplicas: 0, availableReplicas: 0 };
  expect(entry.project('v1beta1', settings)({ metadata: { name: 'a', uid: 'u' }, status })).toMatchObject({ replicas: null, readyReplicas: null, upToDateReplicas: null });
});

describe.each(apiVersions)('why a machine is not where it should be, in %s', (version) => {
  const machine = (metadata: object, status: object): unknown => mapped(version, { kind: 'Machine', metadata: { name: 'm', uid: 'u', ...metadata }, status });
  const deleting = (reason: string, message: string): object => {
    const conditions = [{ type: 'Deleting', status: 'True', reason, message }];
    return version === 'v1beta2' ? { conditions } : { v1beta2: { conditions } };
  };

  test('the failure that its infrastructure reports comes first', () => {
    const failed = { failureReason: 'CreateError', failureMessage: 'quota exceeded' };
    expect(machine({}, { phase: 'Failed', ...(version === 'v1beta2' ? { deprecated: { v1beta1: failed } } : failed) })).toMatchObject({ reason: 'Failed: quota exceeded' });
  });

  test('a stage of its deletion that is not known is told in the words of Cluster API, and not as the last one that is', () => {
    const status = { ...deleting('InternalError', 'Please check controller logs for errors'), deletion: { nodeDrainStartTime: '2026-11-20T10:00:00Z' } };
    expect(machine({ deletionTimestamp: '2026-11-20T10:00:00Z' }, status)).toMatchObject({ reason: 'Being deleted (InternalError): Please check controller logs for errors' });
  });
});

describe('bad objects', () => {
  const metadata = { name: 'a', uid: 'u', namespace: 'n' };
  const project = (kind: string): ((object: unknown) => unknown) => [clusterKind, ...machineKinds].find((entry) => entry.kind === kind)!.project('v1beta2', settings);

  test.each([null, 'text', 7, [], {}, { metadata: null }, { metadata: { name: 'a' } }, { metadata: { uid: 'u' } }, { metadata: { name: 'x'.repeat(254), uid: 'u' } }])(
    '%j cannot be read at all', (object) => {
      expect(project('Machine')(object)).toBeNull();
    });

  test.each([clusterKind, ...machineKinds].map(({ kind }) => kind))('a %s with neither spec nor status, or with nonsense there, is read as unknown', (kind) => {
    expect(project(kind)({ metadata })).toMatchObject({ uid: 'u', name: 'a', conditions: [] });
    const nonsense = project(kind)({ metadata: { ...metadata, labels: 7, annotations: ['x'], ownerReferences: 'no', generation: -1 }, spec: 'text', status: [{}] });
    expect(nonsense).toMatchObject({ uid: 'u', conditions: [] });
  });

  test('an unknown phase is Unknown and never taken for Running', () => {
    expect(project('Machine')({ metadata, status: { phase: 'Levitating' } })).toMatchObject({ phase: 'Unknown', ready: null });
    expect(project('Machine')({ metadata })).toMatchObject({ phase: 'Unknown', reason: 'Not running yet: phase Unknown' });
    expect(project('Cluster')({ metadata, status: { phase: 'Levitating' } })).toMatchObject({ phase: 'Unknown' });
  });

  test.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 'yesterday', '', 12, null])('the absurd timestamp %j is null', (creationTimestamp) => {
    expect(project('Machine')({ metadata: { ...metadata, creationTimestamp } })).toMatchObject({ createdAt: null });
  });

  test('of 10,000 conditions 100 are kept, with bounded texts', () => {
    const conditions = Array.from({ length: 10_000 }, (_, i) => ({ type: `T${i}`, status: i % 2 ? 'Maybe' : 'True', message: 'm'.repeat(50_000) }));
    const machine = project('Machine')({ metadata, status: { conditions } }) as { conditions: { status: string; message: string }[] };
    expect(machine.conditions).toHaveLength(100);
    expect(machine.conditions[1]).toMatchObject({ status: 'Unknown', message: 'm'.repeat(2000) });
  });

  test('a name of 253 characters is kept whole', () => {
    const name = 'n'.repeat(253);
    expect(project('Cluster')({ metadata: { ...metadata, name } })).toMatchObject({ name });
  });

  test('an owner label that is a hash of a long name is not taken for a name', () => {
    const labels = { 'cluster.x-k8s.io/deployment-name': 'hash_1a2b3c4d_z' };
    expect(project('Machine')({ metadata: { ...metadata, labels, ownerReferences: [{ kind: 'MachineSet', name: 's', uid: 'x', controller: true }] } }))
      .toMatchObject({ ownerUid: 'x', groupName: null });
  });
});
