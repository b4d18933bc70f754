import { describe, expect, test } from 'vitest';
import { planRepave } from './plan.ts';
import { storyStart, testGroup, testMachine, testSnapshot } from './test-snapshot.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';

const plan = (snapshot: ClusterSnapshot) => planRepave([snapshot.id], new Map([[snapshot.id, snapshot]]), storyStart)[0]!;
const codes = (snapshot: ClusterSnapshot) => plan(snapshot).blockers.map(({ code, severity }) => `${severity} ${code}`);

describe('a plan', () => {
  test('names every machine, control plane first, then each MachineDeployment by name', () => {
    const snapshot = testSnapshot({
      groups: [testGroup('MachineDeployment', 'z-pool', 1), testGroup('MachineDeployment', 'a-pool', 1), testGroup('KubeadmControlPlane', 'cp', 2)],
      machines: [testMachine('z1', 'z-pool'), testMachine('a1', 'a-pool'), testMachine('c1', 'cp', 'control-plane'), testMachine('c2', 'cp', 'control-plane')],
    });
    expect(plan(snapshot).steps.map(({ group, machines }) => [group.name, machines.map(({ name }) => name)])).toEqual([
      ['cp', ['c1', 'c2']],
      ['a-pool', ['a1']],
      ['z-pool', ['z1']],
    ]);
    expect(plan(snapshot)).toMatchObject({ clusterHasTopology: false, apiVersion: 'v1beta2', version: 'v1.36.4', blockers: [], expectedSeconds: 2 * 240 + 150 + 150 });
  });

  test('keeps the names that a ClusterClass gives its groups', () => {
    const snapshot = testSnapshot({ clusterClass: 'quick', groups: [testGroup('MachineDeployment', 'prod-1-md', 2, { topologyName: 'md-0' })] });
    expect(plan(snapshot)).toMatchObject({ clusterHasTopology: true, steps: [{ group: { name: 'prod-1-md', topologyName: 'md-0' } }] });
  });

  test('leaves MachinePools and lone machines alone and says so', () => {
    const base = testSnapshot();
    const snapshot = testSnapshot({
      groups: [...base.groups, testGroup('MachinePool', 'prod-1-md', 1)],
      machines: [...base.machines, testMachine('pool-a', 'prod-1-md', 'worker', { ownerKind: 'MachinePool' }), testMachine('lone', '', 'worker', { groupName: null, ownerKind: null })],
    });
    expect(plan(snapshot).steps.flatMap(({ machines }) => machines.map(({ name }) => name))).toEqual(['cp-a', 'md-a', 'md-b']);
    expect(plan(snapshot).blockers.map(({ severity, object }) => [severity, object?.kind, object?.name])).toEqual([
      ['warning', 'MachinePool', 'prod-1-md'],
      ['warning', 'Machine', 'lone'],
    ]);
  });

  test('of a cluster that Cluster API did not make has no steps and a blocking reason', () => {
    const snapshot = testSnapshot({ managedBy: 'none', groups: [], machines: [] });
    expect(plan(snapshot).steps).toEqual([]);
    expect(codes(snapshot)).toEqual(['blocking not-managed']);
  });

  test('of a cluster without machines is blocked, since nothing would be done', () => {
    expect(codes(testSnapshot({ groups: [], machines: [] }))).toEqual(['blocking nothing-to-replace']);
  });

  test('of an unknown cluster is blocked and keeps its place in the order', () => {
    const snapshot = testSnapshot();
    const targets = planRepave(['missing', snapshot.id], new Map([[snapshot.id, snapshot]]), storyStart);
    expect(targets.map(({ clusterId, blockers }) => [clusterId, blockers.map(({ code }) => code)])).toEqual([['missing', ['unknown-cluster']], [snapshot.id, []]]);
  });

  test('of one cluster that two sources show replaces its machines once', () => {
    const snapshot = testSnapshot();
    const again = { ...snapshot, id: '00000000-0000-8000-8000-000000000002', sourceId: '00000000-0000-4000-8000-0000000000bb' };
    const targets = planRepave([snapshot.id, again.id], new Map([[snapshot.id, snapshot], [again.id, again]]), storyStart);
    expect(targets.map(({ steps, blockers, expectedSeconds }) => [steps.length, blockers.map(({ code }) => code), expectedSeconds])).toEqual([[2, [], 540], [0, ['same-cluster'], 0]]);
  });

  test('counts machines that surge together once in its estimate', () => {
    const snapshot = testSnapshot({ groups: [testGroup('MachineDeployment', 'prod-1-md', 2, { maxSurge: '100%' })] });
    expect(plan(snapshot).expectedSeconds).toBe(150);
  });
});
