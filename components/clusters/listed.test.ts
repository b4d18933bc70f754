import { expect, test } from 'vitest';
import { emptyWords, listedOf } from './listed.ts';

const scope = (noun: string, state: string, error: string | null = null, observedAt: string | null = '2026-11-23T12:00:00Z') =>
  ({ kind: noun, noun, state, error, observedAt, stale: false, objectCount: 2, unreadable: 0 });

test('a list is judged by its own listings, whatever the others do', () => {
  const scopes = [scope('node', 'current'), scope('workload', 'current'), { ...scope('workload', 'failing', 'refused'), stale: true }, scope('budget', 'failing', 'forbidden', null)];
  expect(listedOf(scopes, 'node')).toEqual({ state: 'fresh', error: null, unreadable: 0 });
  expect(listedOf(scopes, 'workload')).toEqual({ state: 'stale', error: 'refused', unreadable: 0 });
  expect(listedOf(scopes, 'budget')).toEqual({ state: 'unknown', error: 'forbidden', unreadable: 0 });
  expect(listedOf(scopes, 'pod').state).toBe('unknown');
  expect(listedOf([scope('budget', 'not-served', null, null)], 'budget').state).toBe('fresh');
});

test('that there is none is said only where all was read', () => {
  const words = (scopes: Parameters<typeof listedOf>[0]) => emptyWords(listedOf(scopes, 'budget'), 'disruption budgets', 'It has none.');
  expect(words([scope('budget', 'current')])).toBe('It has none.');
  expect(words([scope('budget', 'failing', 'forbidden', null)])).toBe('Not known: the disruption budgets could not be read.');
  expect(words([{ ...scope('budget', 'current'), stale: true }])).toBe('Not known now: there were no disruption budgets when they were last read.');
  expect(words([{ ...scope('budget', 'current'), unreadable: 2 }])).toBe('Not known: 2 objects could not be read.');
  expect(words([])).toMatch(/^Not known/);
});
