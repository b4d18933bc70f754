import { expect, test } from 'vitest';
import type { Blocker } from '#lib/api/contract/clusters.ts';
import type { CampaignTarget } from '#lib/api/contract/campaigns.ts';
import { countMachines, inTurn, notRepaved, type PlannedTarget, shortMachineName, sortBlockers, splitPlan } from './plan-groups.ts';

const blocker = (code: string, severity: Blocker['severity']): Blocker => ({ code, severity, message: code, object: null, team: null });
const target = (clusterName: string, blockers: Blocker[]): PlannedTarget => ({
  clusterId: clusterName, clusterName, version: 'v1.35.9', blockers, expectedSeconds: 60,
  steps: [{ group: { kind: 'KubeadmControlPlane', name: 'cp' }, machines: [{ uid: 'a', name: `${clusterName}-a`, role: 'control-plane', version: null, createdAt: null, nodeName: null }] }],
});

test('what most clusters have by default does not stand among the warnings', () => {
  const { blocking, warnings, notes } = sortBlockers([blocker('drain-without-limit', 'warning'), blocker('budget-never', 'blocking'), blocker('nodes-not-ready', 'warning')]);
  expect([blocking, warnings, notes].map((list) => list.map(({ code }) => code))).toEqual([['budget-never'], ['nodes-not-ready'], ['drain-without-limit']]);
});

test('a usual code that blocks is a blocker', () => {
  expect(sortBlockers([blocker('drain-without-limit', 'blocking')]).blocking).toHaveLength(1);
});

test('a target with a blocker is held, and only the machines of the others count for a start', () => {
  const { held, free } = splitPlan([target('a', [blocker('x', 'warning')]), target('b', [blocker('x', 'blocking')]), target('c', [])]);
  expect(held.map(({ clusterName }) => clusterName)).toEqual(['b']);
  expect(free.map(({ clusterName }) => clusterName)).toEqual(['a', 'c']);
  expect(countMachines(free)).toBe(2);
});

test('a target of which nothing can be asked is told from one that something holds', () => {
  const { free, held, never } = splitPlan([{ ...target('a', [blocker('unmanaged', 'blocking')]), steps: [] }, target('b', [blocker('x', 'blocking')]), target('c', [])]);
  expect([free, held, never].map((list) => list.map(({ clusterName }) => clusterName))).toEqual([['c'], ['b'], ['a']]);
});

test('a target of which nothing could be seen to ask is held: the next plan may find it', () => {
  const { held, never } = splitPlan([{ ...target('a', [blocker('not-fresh', 'blocking')]), steps: [] }]);
  expect([held.length, never.length]).toEqual([1, 0]);
});

const row = (clusterId: string, state: CampaignTarget['state']): CampaignTarget => ({
  clusterId, clusterName: clusterId, ordinal: 0, state, skipped: null, reason: null, step: 0, steps: 1, replaced: 0, machines: [], expectedSeconds: 60, startedAt: null, finishedAt: null, allowed: [],
});

test('what something holds by the plan comes last, and says what while it waits; it keeps its place when it is taken up', () => {
  const plan = { hash: '', targets: [target('a', [blocker('x', 'blocking')]), target('b', []), target('c', [blocker('y', 'blocking')])] };
  const rowsOf = (state: CampaignTarget['state']) => inTurn({ plan, targets: [row('a', state), row('b', 'succeeded'), row('c', 'pending')] }).map(({ target: { clusterId }, holder }) => [clusterId, holder]);
  expect(rowsOf('pending')).toEqual([['b', null], ['a', 'x'], ['c', 'y']]);
  expect(rowsOf('blocked')).toEqual([['b', null], ['a', null], ['c', 'y']]);
  expect(rowsOf('succeeded')).toEqual([['b', null], ['a', null], ['c', 'y']]);
});

test('what a campaign did not repave is known once it has ended, and only of one that was started', () => {
  const targets = [row('a', 'succeeded'), row('b', 'skipped'), row('c', 'failed')];
  const at = '2026-11-28T08:00:00Z';
  const left = (startedAt: string | null, finishedAt: string | null) => notRepaved({ targets, startedAt, finishedAt }).map(({ clusterId }) => clusterId);
  expect(left(at, at)).toEqual(['b', 'c']);
  expect(left(at, null)).toEqual([]);
  expect(left(null, at)).toEqual([]);
});

test('a machine is told by the end of its name', () => {
  expect(shortMachineName('orders-prod-us-md-0-x7r2q', 'orders-prod-us')).toBe('…-md-0-x7r2q');
  expect(shortMachineName('worker-1', 'orders-prod-us')).toBe('worker-1');
});
