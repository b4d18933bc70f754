import { expect, test } from 'vitest';
import { dayMs, formatDuration, hourMs, minuteMs, parseDuration } from './duration.ts';

test.each([
  [0, '0 s'],
  [41_900, '41 s'],
  [14 * minuteMs + 59_000, '14 min'],
  [2 * hourMs, '2 h'],
  [2 * hourMs + 40 * minuteMs, '2 h 40 min'],
  [31 * dayMs + 23 * hourMs, '31 d'],
  [-5, '0 s'],
])('%d ms is said as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test('durations are read with their unit and nothing else is', () => {
  expect(['250ms', '30s', '15m', '2h', '30d'].map(parseDuration)).toEqual([250, 30_000, 900_000, 7_200_000, 2_592_000_000]);
  expect(['', '5', '5 m', '-5m', '1.5h', '5w'].map(parseDuration)).toEqual([null, null, null, null, null, null]);
});
