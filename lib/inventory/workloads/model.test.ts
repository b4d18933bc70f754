import { expect, test } from 'vitest';
import { judgeBudget, type DisruptionBudgetObservation } from './model.ts';

const budget = (fields: Partial<DisruptionBudgetObservation>): DisruptionBudgetObservation => ({
  uid: 'u', namespace: 'orders', name: 'checkout', minAvailable: '1', maxUnavailable: null, selector: {},
  disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1,
  generation: 1, observedGeneration: 1, createdAt: null, ...fields,
});

test.each([
  ['never', {}],
  ['now', { expectedPods: 3, desiredHealthy: 2, currentHealthy: 2 }],
  ['allows', { disruptionsAllowed: 1 }],
  ['allows', { expectedPods: 0, desiredHealthy: 0 }],
  ['unknown', { disruptionsAllowed: null }],
  ['unknown', { generation: 2, observedGeneration: 1 }],
] as const)('says %s for %j', (verdict, fields) => {
  expect(judgeBudget(budget(fields))).toBe(verdict);
});
