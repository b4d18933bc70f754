import { expect, test } from 'vitest';
import { compareConditions, judgeCondition, worstCondition } from './condition-model.ts';

const condition = (type: string, status: 'True' | 'False' | 'Unknown') => ({ type, status, reason: null, message: null, lastTransitionAt: null });
const worstOf = (...conditions: ReturnType<typeof condition>[]) => worstCondition({ managedBy: 'cluster-api', conditions });

test('a condition that is bad when true is read so, and an unknown one is never good', () => {
  expect([condition('Paused', 'False'), condition('Paused', 'True'), condition('RollingOut', 'True'), condition('VendorThing', 'False')].map(judgeCondition)).toEqual(['good', 'wrong', 'moving', 'wrong']);
  expect([condition('Available', 'Unknown'), condition('Paused', 'Unknown')].map(judgeCondition)).toEqual(['unknown', 'unknown']);
});

test('what is wrong comes first, then what is not known, then what moves', () => {
  const order = [condition('Available', 'True'), condition('RollingOut', 'True'), condition('WorkersAvailable', 'False'), condition('TopologyReconciled', 'Unknown')].toSorted(compareConditions);
  expect(order.map(({ type }) => type)).toEqual(['WorkersAvailable', 'TopologyReconciled', 'RollingOut', 'Available']);
});

test('the worst condition is none of those that are as they should be', () => {
  expect(worstOf(condition('Available', 'True'), condition('RemoteConnectionProbe', 'Unknown'), condition('InfrastructureReady', 'False'))).toEqual({ type: 'InfrastructureReady', status: 'False' });
  expect(worstOf(condition('Available', 'True'), condition('Paused', 'False'))).toBeNull();
});

test('no condition at all is not known of a Cluster API cluster, and nothing to know of another', () => {
  expect(worstOf()).toEqual({ type: 'Available', status: 'Unknown' });
  expect(worstCondition({ managedBy: 'none', conditions: [] })).toBeNull();
});
