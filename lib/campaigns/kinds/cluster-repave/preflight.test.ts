import { describe, expect, test } from 'vitest';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import { findBlockers } from './preflight.ts';
import { at, staleScopes, storyStart, testBudget, testGroup, testHealthCheck, testMachine, testSnapshot } from './test-snapshot.ts';

const found = (snapshot: ClusterSnapshot) => findBlockers(snapshot, storyStart).map(({ severity, code, message }) => `${severity} ${code}: ${message}`);
const withGroup = (changes: Partial<MachineGroupObservation>, index = 1) => {
  const base = testSnapshot();
  return testSnapshot({ groups: base.groups.map((group, i) => (i === index ? { ...group, ...changes } : group)) });
};
const withMachine = (changes: Partial<MachineObservation>) => {
  const base = testSnapshot();
  return testSnapshot({ machines: base.machines.map((machine) => (machine.name === 'md-a' ? { ...machine, ...changes } : machine)) });
};
const one = (snapshot: ClusterSnapshot) => {
  expect(findBlockers(snapshot, storyStart)).toHaveLength(1);
  return found(snapshot)[0];
};

describe('before a repave', () => {
  test('a steady cluster has nothing in its way', () => expect(found(testSnapshot())).toEqual([]));

  test.each<[string, ClusterSnapshot, RegExp]>([
    ['a paused cluster', testSnapshot({ paused: true }), /^blocking cluster-paused: Cluster prod-1 is paused/],
    ['a cluster in deletion', testSnapshot({ deletingSince: at(-5) }), /^blocking cluster-deleting/],
    ['data of the management cluster that is stale', testSnapshot({ management: staleScopes(at(-9), 'connection refused') }), /^blocking not-fresh: The management cluster of prod-1 has not been seen since 2026-11-20T09:51:00.000Z \(Machine\): connection refused\. /],
    ['a workload cluster that was never seen', testSnapshot({ workload: staleScopes(null) }), /^blocking not-fresh: Cluster prod-1 has not been seen whole yet/],
    ['a paused group', withGroup({ paused: true }), /^blocking group-paused: MachineDeployment prod-1-md is paused/],
    ['a group in deletion', withGroup({ deletingSince: at(-1) }), /^blocking group-deleting/],
    ['the strategy OnDelete, which replaces nothing', withGroup({ strategy: 'OnDelete' }), /^blocking on-delete/],
    ['a rollout that somebody planned for later', withGroup({ rolloutAfter: at(60) }), /^blocking rollout-in-future: .*2026-11-20T11:00:00.000Z/],
    ['a rollout that is under way by its condition', withGroup({ conditions: [{ type: 'RollingOut', status: 'True', reason: null, message: null, lastTransitionAt: null }] }), /^blocking rollout-in-motion/],
    ['a rollout that is under way by its counters', withGroup({ upToDateReplicas: 1 }), /^blocking rollout-in-motion: .*\(1 of 2 machines up to date\)/],
    ['a change that the controllers have not seen', withGroup({ generation: 2 }), /^blocking not-reconciled/],
    ['a rollout of which Cluster API does not know whether it is under way', withGroup({ conditions: [{ type: 'RollingOut', status: 'Unknown', reason: null, message: null, lastTransitionAt: null }] }), /^blocking rollout-unknown: Cluster API does not know whether MachineDeployment prod-1-md is being rolled/],
    ['a group that no controller has reported on', withGroup({ observedGeneration: null, upToDateReplicas: null, replicas: null, conditions: [] }), /^blocking not-reconciled/],
    ['a group that is scaling', withGroup({ replicas: 3 }), /^warning scaling: .*3 of 2 machines exist/],
    ['a single control plane that may not surge', withGroup({ maxSurge: '0' }, 0), /^blocking no-surge/],
    ['drains without a limit', withGroup({ nodeDrainTimeoutSeconds: 0 }), /^warning drain-without-limit: Drains in MachineDeployment prod-1-md/],
    ['a machine that is being deleted', withMachine({ deletingSince: at(-2) }), /^blocking machine-deleting/],
    ['a machine stuck in deletion, with the reason of Cluster API', withMachine({ deletingSince: at(-180), reason: 'Drain not completed: 2 pods cannot be evicted.' }), /^blocking machine-stuck: Machine md-a has been stuck in deletion for 3 h: Drain not completed: 2 pods cannot be evicted\. /],
    ['a paused machine', withMachine({ paused: true }), /^blocking machine-paused/],
    ['a machine from the future', withMachine({ createdAt: at(30) }), /^blocking clock/],
    ['deletion hooks', withMachine({ deletionHooks: ['backup'] }), /^warning deletion-hooks: Machine md-a has deletion hooks \(backup\)/],
    ['a budget that never allows an eviction', testSnapshot({ budgets: [testBudget('checkout', { disruptionsAllowed: 0, desiredHealthy: 2 })] }), /^blocking budget-never: Disruption budget orders\/checkout never allows an eviction: it wants 2 of 2/],
    ['a budget that allows none now', testSnapshot({ budgets: [testBudget('checkout', { disruptionsAllowed: 0, currentHealthy: 1 })] }), /^warning budget-now/],
    ['a budget whose status lags', testSnapshot({ budgets: [testBudget('checkout', { generation: 2 })] }), /^warning budget-unknown/],
    ['a health check that finds machines unhealthy', testSnapshot({ healthChecks: [testHealthCheck('mhc', { currentHealthy: 1 })] }), /^warning health-check-remediates: .*1 of 2/],
    ['a health check that watches', testSnapshot({ healthChecks: [testHealthCheck('mhc')] }), /^warning health-check-active/],
    ['several of them in one sentence', testSnapshot({ healthChecks: [testHealthCheck('a'), testHealthCheck('b')] }), /^warning health-check-active: Each of 2 MachineHealthChecks/],
    ['a cluster that Cluster API did not make, and nothing else of it', testSnapshot({ managedBy: 'none', management: staleScopes(null), healthCheckScopes: staleScopes(null) }), /^blocking not-managed/],
    ['health checks that cannot be read', testSnapshot({ healthCheckScopes: staleScopes(at(-9)) }), /^warning health-checks-unknown/],
  ])('%s is said', (_name, snapshot, words) => expect(one(snapshot)).toMatch(words));

  test('a budget carries its team and its name, so that somebody can be asked', () => {
    const snapshot = testSnapshot({ budgets: [testBudget('checkout', { disruptionsAllowed: 0, desiredHealthy: 2 })] });
    expect(findBlockers(snapshot, storyStart)[0]).toMatchObject({ team: 'payments', object: { kind: 'PodDisruptionBudget', namespace: 'orders', name: 'checkout' } });
  });

  test('a budget that allows an eviction, a paused health check and an empty one are nothing', () => {
    expect(found(testSnapshot({ budgets: [testBudget('checkout')], healthChecks: [testHealthCheck('a', { paused: true }), testHealthCheck('b', { expectedMachines: 0 })] }))).toEqual([]);
  });

  test('a group without machines does not stand in the way', () => {
    const base = testSnapshot();
    expect(found(testSnapshot({ groups: [...base.groups, testGroup('MachineDeployment', 'empty', 0, { paused: true })] }))).toEqual([]);
  });

  test('blocking reasons come first', () => {
    const snapshot = { ...withGroup({ nodeDrainTimeoutSeconds: null }), machines: [...testSnapshot().machines, testMachine('md-c', 'prod-1-md', 'worker', { paused: true })], healthChecks: [testHealthCheck('mhc')] };
    expect(findBlockers(snapshot, storyStart).map(({ severity }) => severity)).toEqual(['blocking', 'warning', 'warning']);
  });
});
