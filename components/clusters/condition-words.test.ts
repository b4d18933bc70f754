import { expect, test } from 'vitest';
import { conditionWords } from './condition-words.ts';

const condition = (type: string, status: 'True' | 'False' | 'Unknown') => ({ type, status, reason: null, message: null, lastTransitionAt: null });

test('a condition that is bad when true is read so', () => {
  expect(conditionWords(condition('Paused', 'False')).tone).toBe('ok');
  expect(conditionWords(condition('Paused', 'True'))).toEqual({ tone: 'attention', words: 'Paused: Cluster API leaves it alone' });
  expect(conditionWords(condition('RollingOut', 'True')).tone).toBe('motion');
});

test('an unknown status is never good, and an unheard type keeps its name', () => {
  expect(conditionWords(condition('Available', 'Unknown')).tone).toBe('unknown');
  expect(conditionWords(condition('VendorThing', 'False')).words).toContain('VendorThing');
});
