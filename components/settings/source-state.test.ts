import { expect, test } from 'vitest';
import { scopeState } from './source-state.ts';

test('a listing that nobody has confirmed within its interval is not called current', () => {
  expect(scopeState({ state: 'current', stale: false })).toEqual({ tone: 'ok', words: 'current' });
  expect(scopeState({ state: 'current', stale: true })).toEqual({ tone: 'unknown', words: 'not current' });
  expect(scopeState({ state: 'failing', stale: true }).tone).toBe('failing');
});
