import { expect, test } from 'vitest';
import { runningText } from './running-text.ts';

test('the list of a controller becomes one sentence', () => {
  expect(runningText('Draining its node: Drain not completed yet:\n* Pod orders/checkout: cannot evict\n* Pod orders/cart: waits')).toBe(
    'Draining its node: Drain not completed yet: Pod orders/checkout: cannot evict; Pod orders/cart: waits',
  );
});

test('a sentence stays as it is', () => {
  expect(runningText('1 disruption budget there never allows an eviction.')).toBe('1 disruption budget there never allows an eviction.');
});
