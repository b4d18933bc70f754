import { expect, test } from 'vitest';
import { budgetState, nodeState } from './object-state.ts';

test('a node is what it says of itself while its cluster is seen', () => {
  expect(nodeState({ ready: true, unschedulable: false }, true)).toEqual({ tone: 'ok', words: 'ready' });
  expect(nodeState({ ready: true, unschedulable: true }, true).words).toBe('cordoned');
  expect(nodeState({ ready: false, unschedulable: true }, true).tone).toBe('failing');
});

test('nodes and budgets of a cluster not seen lately are unknown, and told as they were', () => {
  for (const ready of [true, false, null]) expect(nodeState({ ready, unschedulable: false }, false).tone).toBe('unknown');
  expect(nodeState({ ready: true, unschedulable: false }, false).words).toBe('was ready');
  for (const verdict of ['allows', 'now', 'never', 'unknown'] as const) expect(budgetState({ verdict }, false).tone).toBe('unknown');
  expect(budgetState({ verdict: 'allows' }, false).words).toBe('let pods go');
  expect(budgetState({ verdict: 'allows' }, true)).toEqual({ tone: 'ok', words: 'lets pods go' });
});
