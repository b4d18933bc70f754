import { expect, test } from 'vitest';
import { transitionWords, valueWords } from './transition-words.ts';

const changed = (fields: Record<string, [unknown, unknown]>) => transitionWords({ noun: 'machine', objectName: 'm-1', change: 'changed', fields });

test('a change says from what to what', () => {
  expect(changed({ controlPlaneVersion: ['v1.35.9', 'v1.36.4'], ready: [false, true] }).words).toBe('control plane version v1.35.9 → v1.36.4, ready no → yes');
});

test('what cannot be told shortly is named, and many fields are counted', () => {
  expect(changed({ conditions: [{}, {}] }).words).toBe('conditions changed');
  expect(changed({ a: [1, 2], b: [1, 2], c: [1, 2], d: [1, 2], e: [1, 2], f: [1, 2] }).words).toMatch(/, and 2 more$/);
});

test('no value is the word none and a time is absolute', () => {
  expect(valueWords(null)).toBe('none');
  expect(valueWords('2026-11-23T18:14:36.000Z')).toBe('2026-11-23 18:14 UTC');
});
