import { expect, test } from 'vitest';
import { keepSelection, mostTargets, nothingSelected, type Selection, targetsOf, tickedIds } from './selection.ts';

test('ticks outlive a change of the filters, so that clusters of several can be gathered', () => {
  const ticked: Selection = { ticks: { b: true, a: true }, allFor: null };
  expect(keepSelection(ticked, 'other')).toBe(ticked);
  expect(tickedIds(ticked)).toEqual(['b', 'a']);
});

test('every match of one filter is never taken for every match of another, nor are its rows left ticked out of sight', () => {
  const all: Selection = { ticks: { a: true, b: true }, allFor: 'environment=prod' };
  expect(keepSelection(all, 'environment=prod')).toBe(all);
  expect(keepSelection(all, 'environment=dev')).toEqual(nothingSelected);
});

test('what a campaign cannot take is never cut off in silence', () => {
  const read = Array.from({ length: mostTargets + 1 }, (_, index) => index);
  expect(targetsOf(read, false)).toBeNull();
  expect(targetsOf(read, true)).toEqual(read.slice(0, mostTargets));
  expect(targetsOf(read.slice(1), false)).toHaveLength(mostTargets);
});
