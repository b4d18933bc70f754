import { expect, test } from 'vitest';
import { dayMs, minuteMs } from '#lib/kernel/duration.ts';
import { absoluteTime, relativeTime, stepOfAge } from './relative-time.ts';

const now = Date.parse('2026-11-23T18:14:36Z');

test('a time is told as people say it, before and after', () => {
  expect(relativeTime(now - 4 * minuteMs, now)).toBe('4 min ago');
  expect(relativeTime(now + 31 * dayMs, now)).toBe('in 31 d');
});

test('clocks that differ by a second do not make a future', () => {
  expect(relativeTime(now + 900, now)).toBe('just now');
});

test('the absolute time is UTC to the second', () => {
  expect(absoluteTime(now)).toBe('2026-11-23 18:14:36 UTC');
});

test('a young time is told anew every second, an old one every minute', () => {
  expect(stepOfAge(minuteMs)).toBeLessThan(stepOfAge(dayMs));
});
