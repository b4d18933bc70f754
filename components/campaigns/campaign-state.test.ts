import { expect, test } from 'vitest';
import { countFigures, figureOf, targetTone, targetWords } from './campaign-state.ts';

test('what a person skipped, what an abort left and what a halt keeps waiting have words of their own', () => {
  const words = (skipped: 'by-person' | 'not-started' | 'part-way') => targetWords({ state: 'skipped', skipped, startedAt: null }, 'aborted');
  expect([words('by-person'), words('not-started'), words('part-way')]).toEqual(['skipped', 'not started: aborted', 'left part-way: aborted']);
  const pending = { state: 'pending' as const, skipped: null };
  expect(targetWords({ ...pending, startedAt: null }, 'halted')).toBe('not started: halted');
  expect(targetWords({ ...pending, startedAt: '2026-11-20T12:00:00Z' }, 'halted')).toBe('waiting: halted');
  expect(targetWords({ ...pending, startedAt: null }, 'running')).toBe('waiting');
});

test('each target stands in one figure: what waits is told from what something holds, an abort from a skip', () => {
  const waits = { state: 'pending' as const, skipped: null };
  expect([figureOf(waits, 'running', null), figureOf(waits, 'running', 'x is paused')]).toEqual(['waiting', 'held']);
  expect(figureOf({ state: 'soaking', skipped: null }, 'running', null)).toBe('moving');
  expect((['by-person', 'part-way', 'not-started'] as const).map((skipped) => figureOf({ state: 'skipped', skipped }, 'aborted', null))).toEqual(['skipped', 'part-way', 'not-started']);
});

test('between two steps a target of a stopped campaign waits and is not called in motion', () => {
  const between = { state: 'preflight' as const, skipped: null, startedAt: '2026-11-20T12:00:00Z' };
  const told = (campaign: 'running' | 'paused' | 'halted') => [figureOf(between, campaign, null), targetTone(between.state, campaign), targetWords(between, campaign)];
  expect(told('running')).toEqual(['moving', 'motion', 'being checked']);
  expect(told('paused')).toEqual(['waiting', 'waiting', 'waiting: paused']);
  expect(told('halted')).toEqual(['waiting', 'waiting', 'waiting: halted']);
});

test('the figures tell what is always told, even when there is none', () => {
  expect(countFigures(['succeeded', 'held', 'held'], false)).toEqual([['succeeded', 1], ['moving', 0], ['blocked', 0], ['held', 2], ['waiting', 0]]);
  expect(countFigures(['part-way', 'part-way'], true)).toEqual([['succeeded', 0], ['part-way', 2]]);
});
