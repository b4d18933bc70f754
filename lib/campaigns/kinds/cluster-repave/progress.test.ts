import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineDeletion, MachineObservation } from '#lib/inventory/machines/model.ts';
import { planTarget } from './plan.ts';
import { describeProgress } from './progress.ts';
import { at, staleScopes, storyStart, testBudget, testIntent, testMachine, testSnapshot } from './test-snapshot.ts';

const planned = planTarget(testSnapshot(), storyStart);
const now = new Date(at(10));
const controlPlaneDone = testIntent(0, { doneAt: at(4) });
const inMotion: Parameters<typeof describeProgress>[1] = { step: 1, intents: [controlPlaneDone, testIntent(1, { after: at(5) })], outcome: null };
const deletion = (changes: Partial<MachineDeletion>): MachineDeletion => ({ nodeDrainStartedAt: null, waitingForPreDrainHookSince: null, waitingForVolumeDetachSince: null, waitingForPreTerminateHookSince: null, ...changes });

function world(machines: MachineObservation[], changes: Partial<ClusterSnapshot> = {}): ClusterSnapshot {
  return testSnapshot({ machines: [testMachine('cp-b', 'prod-1-cp', 'control-plane', { createdAt: at(2) }), ...machines], ...changes });
}

const story = (snapshot: ClusterSnapshot | undefined, target = inMotion) =>
  describeProgress(planned, target, snapshot, now).machines.map(({ name, planned: named, state, reason }) => `${named ? 'old' : 'new'} ${name} ${state}${reason ? `: ${reason}` : ''}`);

/** What is said of md-a while it leaves. */
const leaving = (changes: Partial<MachineObservation>, rest: Partial<ClusterSnapshot> = {}) =>
  story(world([testMachine('md-a', 'prod-1-md', 'worker', { deletingSince: at(6), ...changes })], rest)).find((line) => line.startsWith('old md-a'));

describe('the machines of a target', () => {
  test('wait before anything was asked for, workers for the control plane', () => {
    expect(story(testSnapshot(), { step: 0, intents: [], outcome: null })).toEqual(['old cp-a waiting', 'old md-a waiting: waits for control plane prod-1-cp', 'old md-b waiting: waits for control plane prod-1-cp']);
  });

  test('of which nothing was asked are kept once their target is left, those of a step under way are not', () => {
    expect(story(testSnapshot(), { step: 0, intents: [], outcome: 'left' })).toEqual(['old cp-a kept', 'old md-a kept', 'old md-b kept']);
    expect(story(testSnapshot(), { step: 0, intents: [testIntent(0, { after: at(5), sentAt: null })], outcome: 'left' })).toContain('old cp-a kept');
    expect(describeProgress(planned, { step: 0, intents: [], outcome: 'left' }, testSnapshot({ machines: [] }), now)).toMatchObject({ replaced: 0, machines: [{ state: 'kept' }, { state: 'kept' }, { state: 'kept' }] });
    expect(story(testSnapshot(), { ...inMotion, outcome: 'left' }).filter((line) => line.includes('kept'))).toEqual([]);
  });

  test('that came after the plan was made are followed until their group has replaced them too', () => {
    const latecomer = (changes: Partial<MachineObservation> = {}) => world([testMachine('md-x', 'prod-1-md', 'worker', { createdAt: at(4), ...changes })]);
    expect(story(latecomer()).filter((line) => line.includes('md-x'))).toEqual(['new md-x waiting: it came after the plan was made and is replaced with its group']);
    expect(story(latecomer({ deletingSince: at(8), deletion: deletion({ nodeDrainStartedAt: at(9) }) }))).toContain('new md-x draining: its pods are being evicted');
    expect(describeProgress(planned, inMotion, latecomer(), now).replaced).toBe(3);
  });

  test('are followed one by one while the group rolls', () => {
    const snapshot = world([
      testMachine('md-a', 'prod-1-md', 'worker', { deletingSince: at(8), deletion: deletion({ nodeDrainStartedAt: at(9) }) }),
      testMachine('md-b', 'prod-1-md'),
      testMachine('md-c', 'prod-1-md', 'worker', { createdAt: at(6) }),
      testMachine('md-d', 'prod-1-md', 'worker', { createdAt: at(8), ready: false, phase: 'Provisioned', reason: 'kubelet has not registered' }),
      testMachine('md-e', 'prod-1-md', 'worker', { createdAt: at(9), ready: false, phase: 'Provisioning' }),
    ]);
    expect(story(snapshot)).toEqual([
      'old cp-a gone',
      'new cp-b ready',
      'old md-a draining: its pods are being evicted',
      'old md-b waiting: its turn comes when a successor is ready',
      'new md-c ready',
      'new md-d joining: kubelet has not registered',
      'new md-e creating: its infrastructure is being made',
    ]);
    expect(describeProgress(planned, inMotion, snapshot, now).replaced).toBe(1);
  });

  test('are unknown when they cannot be seen, and those that were seen to be gone stay gone', () => {
    expect(story(world([testMachine('md-a', 'prod-1-md')], { management: staleScopes(at(7)) }))).toEqual([
      'old cp-a gone',
      expect.stringMatching(/^new cp-b unknown: .* has not been seen since/),
      expect.stringMatching(/^old md-a unknown: .* has not been seen since/),
      'old md-b gone',
    ]);
    expect(story(undefined)).toContain('old md-a unknown: the cluster is no longer there');
  });

  test('a new one that does not come up is stuck, with how long and why', () => {
    const late = testMachine('md-c', 'prod-1-md', 'worker', { createdAt: at(-30), ready: false, phase: 'Provisioning', reason: 'no quota' });
    expect(story(world([late]), { ...inMotion, intents: [controlPlaneDone, testIntent(1, { after: at(-40) })] })).toContain('new md-c stuck: not ready after 40 min: no quota');
    expect(story(world([testMachine('md-c', 'prod-1-md', 'worker', { createdAt: at(6), phase: 'Failed', ready: false })]))).toContain('new md-c stuck: Cluster API calls it failed');
  });

  test('a new one that runs is not called ready where Cluster API cannot tell', () => {
    const conditions = [{ type: 'Ready', status: 'Unknown' as const, reason: null, message: null, lastTransitionAt: null }];
    expect(story(world([testMachine('md-c', 'prod-1-md', 'worker', { createdAt: at(6), ready: null, conditions, reason: 'Readiness unknown: no connection' })]))).toContain('new md-c unknown: Readiness unknown: no connection');
  });

  test('of a cluster that is done are all gone, with the successors of that time only', () => {
    const done = { step: 1, intents: [controlPlaneDone, testIntent(1, { after: at(5), doneAt: at(9) })], outcome: 'done' as const };
    expect(story(world([testMachine('md-c', 'prod-1-md', 'worker', { createdAt: at(6) }), testMachine('md-z', 'prod-1-md', 'worker', { createdAt: at(60) })]), done)).toEqual(['old cp-a gone', 'new cp-b ready', 'old md-a gone', 'old md-b gone', 'new md-c ready']);
  });
});

describe('a machine that leaves says what holds it', () => {
  const draining = { nodeName: 'n1', deletion: deletion({ nodeDrainStartedAt: at(7) }) };
  const budgets = [testBudget('checkout', { disruptionsAllowed: 0, currentHealthy: 1 }), testBudget('search', { namespace: 'search', disruptionsAllowed: 0 })];

  test('a budget with pods on its node', () => {
    expect(leaving(draining, { budgets, drainingNamespaces: { n1: ['orders'] } })).toBe('old md-a draining: drain held by budget orders/checkout: allows 0 of 2');
  });

  test('the words of Cluster API when no budget explains it', () => {
    expect(leaving({ ...draining, reason: 'Drain not completed yet' }, { budgets })).toBe('old md-a draining: Drain not completed yet');
  });

  test('a hook, by its name', () => {
    expect(leaving({ deletionHooks: ['backup'], deletion: deletion({ waitingForPreDrainHookSince: at(7) }) })).toBe('old md-a deleting: waits for pre-drain hook backup');
    expect(leaving({ deletionHooks: ['pre-drain.delete.hook.machine.cluster.x-k8s.io/a', 'pre-terminate.delete.hook.machine.cluster.x-k8s.io/b'], deletion: deletion({ waitingForPreTerminateHookSince: at(7) }) })).toBe('old md-a deleting: waits for pre-terminate hook b');
  });

  test('volumes that are still attached', () => {
    expect(leaving({ deletion: deletion({ nodeDrainStartedAt: at(6), waitingForVolumeDetachSince: at(7) }) })).toBe('old md-a deleting: waits for volumes to detach');
  });

  test('its infrastructure, once the drain is over, although the drain once began', () => {
    const conditions = [{ type: 'Deleting', status: 'True' as const, reason: 'WaitingForInfrastructureDeletion', message: null, lastTransitionAt: null }];
    expect(leaving({ ...draining, conditions, reason: 'Waiting for its infrastructure to be deleted' }, { budgets, drainingNamespaces: { n1: ['orders'] } })).toBe('old md-a deleting: Waiting for its infrastructure to be deleted');
  });

  test('and is stuck when that takes long', () => {
    expect(leaving({ nodeName: 'n1', deletion: deletion({ nodeDrainStartedAt: at(-20) }) }, { budgets, drainingNamespaces: { n1: ['orders'] } })).toBe('old md-a stuck: drain held by budget orders/checkout: allows 0 of 2, for 30 min now');
  });
});
