import { expect, test } from 'vitest';
import { sparklinePath } from './sparkline-path.ts';

test('a rising trend runs from the bottom left to the top right', () => {
  expect(sparklinePath([0, 1], 106, 26)).toEqual({ path: 'M3 23L103 3', dots: [] });
});

test('a day without a reading breaks the line, and a reading alone is a dot', () => {
  const { path, dots } = sparklinePath([1, 2, null, 3], 106, 26);
  expect(path.match(/M/g)).toHaveLength(1);
  expect(dots).toEqual([[103, 3]]);
});

test('a flat trend runs through the middle and no reading at all draws nothing', () => {
  expect(sparklinePath([5, 5], 106, 26).path).toBe('M3 13L103 13');
  expect(sparklinePath([null, null], 106, 26)).toEqual({ path: '', dots: [] });
});
