import { expect, test } from 'vitest';
import { sparklinePath } from './sparkline-path.ts';

test('a rising trend runs from the bottom left to the top right', () => {
  expect(sparklinePath([0, 1], 106, 26)).toEqual({ path: 'M3 23L103 3', dots: [] });
});

test('a small step stays small: the scale is always from nothing to all', () => {
  expect(sparklinePath([0.98, 0.99], 106, 206).path).toBe('M3 7L103 5');
  expect(sparklinePath([0.5, 0.5], 106, 26).path).toBe('M3 13L103 13');
});

test('a day without a reading breaks the line, and a reading alone is a dot', () => {
  const { path, dots } = sparklinePath([0, 0.5, null, 1], 106, 26);
  expect(path.match(/M/g)).toHaveLength(1);
  expect(dots).toEqual([[103, 3]]);
});

test('no reading at all draws nothing', () => {
  expect(sparklinePath([null, null], 106, 26)).toEqual({ path: '', dots: [] });
});
