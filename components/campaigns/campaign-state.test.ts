import { expect, test } from 'vitest';
import { targetFigures, targetWords } from './campaign-state.ts';

test('what a person skipped, what an abort left and what a halt keeps waiting have words of their own', () => {
  const words = (skipped: 'by-person' | 'not-started' | 'part-way') => targetWords({ state: 'skipped', skipped, startedAt: null }, 'aborted');
  expect([words('by-person'), words('not-started'), words('part-way')]).toEqual(['skipped', 'not started: aborted', 'left part-way: aborted']);
  const pending = { state: 'pending' as const, skipped: null };
  expect(targetWords({ ...pending, startedAt: null }, 'halted')).toBe('not started: halted');
  expect(targetWords({ ...pending, startedAt: '2026-11-20T12:00:00Z' }, 'halted')).toBe('waiting: halted');
  expect(targetWords({ ...pending, startedAt: null }, 'running')).toBe('waiting');
});

test('the figures count each target once, and tell what is always told', () => {
  const counts = { succeeded: 1, moving: 0, blocked: 0, failed: 0, waiting: 0, skipped: 6, notStarted: 3, partWay: 1 };
  expect(targetFigures(counts, { ended: true, held: 0 }).map(([words, count]) => [words, count])).toEqual([['succeeded', 1], ['skipped', 2], ['left part-way', 1], ['not started', 3]]);
  expect(targetFigures({ ...counts, skipped: 0, notStarted: 0, partWay: 0 }, { ended: false, held: 0 }).map(([words]) => words)).toEqual(['succeeded', 'in motion', 'blocked', 'waiting']);
  expect(targetFigures({ ...counts, waiting: 3 }, { ended: false, held: 2 })).toEqual(expect.arrayContaining([['held', 2, 'failing'], ['waiting', 1, 'waiting']]));
});
