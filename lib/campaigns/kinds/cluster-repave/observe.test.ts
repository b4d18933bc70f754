import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import { checkBeforeStep, observeStep } from './observe.ts';
import { planTarget } from './plan.ts';
import { at, freshScopes, staleScopes, storyStart, testGroup, testIntent, testMachine, testSnapshot } from './test-snapshot.ts';

const planned = planTarget(testSnapshot(), storyStart);
const intent = testIntent(1);

/** The workers' group after its rollout, both machines new. */
const rolled = (group: Partial<MachineGroupObservation> = {}, machines = [newMachine('md-c'), newMachine('md-d')], rest: Partial<ClusterSnapshot> = {}) =>
  testSnapshot({
    groups: [testGroup('KubeadmControlPlane', 'prod-1-cp', 1), testGroup('MachineDeployment', 'prod-1-md', 2, { rolloutAfter: at(0), generation: 2, observedGeneration: 2, ...group })],
    machines: [testMachine('cp-a', 'prod-1-cp', 'control-plane'), ...machines], management: freshScopes(at(10)), workload: freshScopes(at(10)), ...rest,
  });

function newMachine(name: string, changes: Partial<MachineObservation> = {}): MachineObservation {
  return testMachine(name, 'prod-1-md', 'worker', { createdAt: at(3), ...changes });
}

const observe = (snapshot: ClusterSnapshot | undefined) => observeStep(planned, intent, snapshot, new Date(at(10)));
const condition = (type: string, status: 'True' | 'False' | 'Unknown', message: string | null = null) => ({ type, status, reason: null, message, lastTransitionAt: null });

describe('a rollout', () => {
  test('is done when every planned machine is gone, every present one is new and the controllers are steady', () => {
    expect(observe(rolled())).toMatchObject({ done: true, acknowledged: true, obstacle: null, unseen: null });
  });

  test('of a release that writes no conditions is done by machines and counters alone', () => {
    expect(observe(rolled({ conditions: [] })).done).toBe(true);
  });

  test.each<[string, ClusterSnapshot, RegExp]>([
    ['the group does not carry the value', rolled({ rolloutAfter: at(-1) }), /carries the new rollout time/],
    ['the controllers have not seen the value', rolled({ observedGeneration: 1 }), /takes up the change/],
    ['the controllers do not say what they have seen', rolled({ observedGeneration: null }), /takes up the change/],
    ['a planned machine is left', rolled({}, [newMachine('md-c'), testMachine('md-a', 'prod-1-md')]), /^1 of 2 machines of MachineDeployment prod-1-md replaced$/],
    ['a planned machine that its group gave away is left', rolled({}, undefined, { machines: [newMachine('md-c'), newMachine('md-d'), testMachine('md-a', '', 'worker', { groupName: null, ownerKind: null })] }), /^1 of 2 machines of MachineDeployment prod-1-md replaced; md-a is still there and no longer belongs to it, so Cluster API does not replace it$/],
    ['another old machine is there', rolled({}, [newMachine('md-c'), testMachine('md-x', 'prod-1-md')]), /md-x is from before the rollout/],
    ['a machine does not say when it was made', rolled({}, [newMachine('md-c'), newMachine('md-d', { createdAt: null })]), /md-d is from before/],
    ['a new machine is leaving again', rolled({}, [newMachine('md-c'), newMachine('md-d', { deletingSince: at(8) })]), /md-d is still being deleted/],
    ['a new machine is not ready', rolled({}, [newMachine('md-c'), newMachine('md-d', { ready: false, reason: 'node has not joined' })]), /md-d to be ready: node has not joined/],
    ['a new machine does not say whether it is ready', rolled({}, [newMachine('md-c'), newMachine('md-d', { ready: null, phase: 'Provisioned' })]), /md-d to be ready/],
    ['Cluster API cannot tell whether a running machine is ready', rolled({}, [newMachine('md-c'), newMachine('md-d', { ready: null, reason: 'Readiness unknown: no connection', conditions: [condition('Ready', 'Unknown')] })]), /md-d to be ready: Readiness unknown/],
    ['Cluster API cannot tell whether a machine is up to date', rolled({}, [newMachine('md-c'), newMachine('md-d', { upToDate: null, conditions: [condition('UpToDate', 'Unknown')] })]), /md-d to be ready/],
    ['a machine is missing', rolled({}, [newMachine('md-c')]), /has 1 of 2 machines/],
    ['counters are missing', rolled({ upToDateReplicas: null }), /an unknown number of 2 machines .* up to date/],
    ['not all are available', rolled({ availableReplicas: 1 }), /1 of 2 machines .* available/],
    ['it says that it is rolling', rolled({ conditions: [condition('RollingOut', 'True')] }), /reports RollingOut True/],
    ['it does not know whether it is rolling', rolled({ conditions: [condition('RollingOut', 'Unknown', 'API server timeout')] }), /reports RollingOut Unknown: API server timeout/],
    ['it does not know whether machines are up to date', rolled({ conditions: [condition('MachinesUpToDate', 'Unknown')] }), /MachinesUpToDate Unknown/],
    ['it was last looked at before the value was asked for', rolled({}, undefined, { management: freshScopes(at(-1)) }), /waits for the next look/],
    ['the cluster itself was last looked at before the value was asked for', rolled({}, undefined, { workload: freshScopes(at(-1)) }), /waits for the next look/],
  ])('is not done when %s', (_name, snapshot, reason) => {
    expect(observe(snapshot)).toMatchObject({ done: false, obstacle: null, reason: expect.stringMatching(reason) });
  });

  test.each<[string, ClusterSnapshot | undefined, RegExp]>([
    ['the cluster was paused', rolled({}, undefined, { paused: true }), /Cluster prod-1 is paused/],
    ['the group was paused', rolled({ paused: true }), /MachineDeployment prod-1-md is paused/],
    ['the group is being deleted', rolled({ deletingSince: at(2) }), /in deletion/],
    ['the group is gone', testSnapshot({ groups: [] }), /MachineDeployment prod-1-md is no longer there/],
    ['the cluster is gone', undefined, /prod-1 is no longer there/],
  ])('needs a person when %s', (_name, snapshot, words) => {
    expect(observe(snapshot)).toMatchObject({ done: expect.any(Boolean), obstacle: expect.stringMatching(words) });
  });

  test('was last seen when the older of its two API servers was: one that stopped answering cannot be counted as seen done', () => {
    expect(observe(rolled({}, undefined, { workload: freshScopes(at(7)) })).observedAt).toBe(at(7));
    expect(observe(rolled({}, undefined, { management: freshScopes(at(8)) })).observedAt).toBe(at(8));
  });

  test('that cannot be seen says which listings are awaited, of both API servers, and for how long that is worth it', () => {
    const problem = (kind: string, observedAt: string | null, staleAfterMs: number | null) => ({ kind, error: null, observedAt, staleAfterMs });
    const unseen = (...problems: ReturnType<typeof problem>[]) =>
      observe(rolled({}, undefined, { management: { ...staleScopes(at(1)), problems: problems.slice(0, 2) }, workload: problems.length > 2 ? { ...staleScopes(at(1)), problems: problems.slice(2) } : freshScopes(at(10)) })).unseen;
    expect(unseen(problem('MachineSet', at(9.3), 60_000), problem('Machine', at(9.4), 60_000))).toMatchObject({ awaits: 'MachineSets and Machines to be listed again, last seen 40 s ago', patienceMs: 90_000 });
    expect(unseen(problem('Machine', at(1), 120_000), problem('MachineSet', null, 60_000), problem('Node', at(5), 180_000))).toMatchObject({ awaits: 'MachineSets, Machines and Nodes to be listed again, last seen 9 min ago', patienceMs: 180_000 });
    expect(unseen(problem('machineGroup', null, null))).toMatchObject({ awaits: 'machine groups to be listed for the first time', patienceMs: 90_000 });
  });

  test('cannot be seen through stale data, of the management cluster or of the cluster itself', () => {
    expect(observe(rolled({}, undefined, { management: staleScopes(at(1), 'connection refused') })).unseen).toMatchObject({ reason: expect.stringMatching(/has not been seen since .*connection refused/) });
    expect(observe(rolled({}, undefined, { workload: staleScopes(null) })).unseen).toMatchObject({ reason: expect.stringMatching(/has not been seen whole yet/) });
  });
});

describe('before a step', () => {
  const first = { step: 0, plannedAt: new Date(at(-3)) };
  const second = { step: 1, plannedAt: new Date(at(-3)) };
  const anew = 'The plan no longer fits prod-1: skip it here, and repave it by a new plan.';

  test('the first one needs the very world of the plan', () => {
    const base = testSnapshot();
    expect(checkBeforeStep(planned, first, base, storyStart).obstacles).toEqual([]);
    expect(checkBeforeStep(planned, first, { ...base, machines: base.machines.slice(0, 2) }, storyStart).obstacles).toEqual(['MachineDeployment prod-1-md no longer has machines that the plan names: md-b.', anew]);
    expect(checkBeforeStep(planned, first, { ...base, controlPlaneVersion: 'v1.37.0' }, storyStart).obstacles).toEqual(['prod-1 runs v1.37.0 now; the plan was made at v1.36.4.', anew]);
    expect(checkBeforeStep(planned, first, { ...base, clusterClass: 'quick' }, storyStart).obstacles).toEqual(['prod-1 is managed by a ClusterClass now.', anew]);
    expect(checkBeforeStep(planned, first, { ...base, apiVersion: 'v1beta1' }, storyStart).obstacles).toEqual(['Cluster API serves prod-1 as v1beta1 now, not as v1beta2.', anew]);
    const grown = { ...base, groups: [...base.groups, testGroup('MachineDeployment', 'prod-1-gpu', 1)], machines: [...base.machines, testMachine('gpu-a', 'prod-1-gpu')] };
    expect(checkBeforeStep(planned, first, grown, storyStart).obstacles).toEqual(['MachineDeployment prod-1-gpu is there now and not in the plan.', anew]);
  });

  test('of a cluster that the plan replaces nothing in says why, and what can be done', () => {
    const alone = testSnapshot({ managedBy: 'none', groups: [], machines: [] });
    expect(checkBeforeStep(planTarget(alone, storyStart), first, alone, storyStart).obstacles).toEqual([expect.stringMatching(/^The plan replaces nothing in prod-1, so it can only be skipped\. prod-1 was not made by Cluster API/)]);
  });

  test('a later one bears that machines went meanwhile or were made, and none that was there before and is not in the plan', () => {
    const base = testSnapshot();
    expect(checkBeforeStep(planned, second, { ...base, machines: base.machines.slice(0, 2) }, storyStart).obstacles).toEqual([]);
    expect(checkBeforeStep(planned, second, { ...base, machines: [...base.machines, testMachine('md-x', 'prod-1-md')] }, storyStart).obstacles).toEqual(['MachineDeployment prod-1-md has machines that the plan does not name: md-x.', anew]);
    const scaled = { ...base, machines: [...base.machines, testMachine('md-y', 'prod-1-md', 'worker', { createdAt: at(-2) })] };
    expect(checkBeforeStep(planned, second, scaled, storyStart)).toMatchObject({ obstacles: [], notBefore: '2026-11-20T09:58:01.000Z' });
    expect(checkBeforeStep(planned, first, scaled, storyStart).obstacles).toEqual(['MachineDeployment prod-1-md has machines that the plan does not name: md-y.', anew]);
    const undated = { ...base, machines: [...base.machines, testMachine('md-z', 'prod-1-md', 'worker', { createdAt: null })] };
    expect(checkBeforeStep(planned, second, undated, storyStart).obstacles).toHaveLength(2);
  });

  test('a later one whose machines have all gone is asked for all the same, so that the steps after it get their turn', () => {
    const base = testSnapshot();
    const emptied = testSnapshot({ machines: base.machines.slice(0, 1), groups: [base.groups[0]!, { ...base.groups[1]!, desiredReplicas: 0, replicas: 0, upToDateReplicas: 0, availableReplicas: 0 }] });
    expect(checkBeforeStep(planned, second, emptied, storyStart)).toMatchObject({ obstacles: [], notBefore: null });
    expect(checkBeforeStep(planned, second, { ...emptied, groups: [base.groups[0]!] }, storyStart).obstacles).toEqual(['MachineDeployment prod-1-md of the plan is no longer there.']);
  });

  test('a later one looks only at its own group and at the cluster', () => {
    const [control, workers] = testSnapshot().groups;
    const busyControlPlane = testSnapshot({ groups: [{ ...control!, upToDateReplicas: 0 }, workers!] });
    expect(checkBeforeStep(planned, second, busyControlPlane, storyStart).obstacles).toEqual([]);
    expect(checkBeforeStep(planned, second, testSnapshot({ paused: true }), storyStart).obstacles).toHaveLength(1);
  });

  test('stale data is not an obstacle of its own: the engine decides how long to wait', () => {
    expect(checkBeforeStep(planned, first, testSnapshot({ management: staleScopes(at(-5)) }), storyStart)).toMatchObject({ obstacles: [], unseen: { reason: expect.stringMatching(/has not been seen since/) } });
  });

  test('no moment is asked for that its newest machine would survive', () => {
    const base = testSnapshot();
    const machines = base.machines.map((machine) => ({ ...machine, createdAt: at(0.5) }));
    expect(checkBeforeStep(planned, second, { ...base, machines }, storyStart).notBefore).toBe('2026-11-20T10:00:31.000Z');
  });
});
