import { expect, test } from 'vitest';
import { runningText } from './running-text.ts';

test('the list of a controller becomes one sentence', () => {
  expect(runningText('Draining its node: Drain not completed yet:\n* Pod orders/checkout: cannot evict\n* Pod orders/cart: waits')).toBe(
    'Draining its node: Drain not completed yet: Pod orders/checkout: cannot evict; Pod orders/cart: waits',
  );
});

test('an instant is written for people', () => {
  expect(runningText('not seen since 2026-11-23T21:36:33.528Z (Node)')).toBe('not seen since 2026-11-23\u00A021:36:33\u00A0UTC (Node)');
});

test('a sentence stays as it is', () => {
  expect(runningText('1 disruption budget there never allows an eviction.')).toBe('1 disruption budget there never allows an eviction.');
});
