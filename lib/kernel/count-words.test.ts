import { expect, test } from 'vitest';
import { countWords } from './count-words.ts';

test('one is singular, and thousands stand apart', () => {
  expect(countWords(1, 'cluster')).toBe('1 cluster');
  expect(countWords(0, 'cluster')).toBe('0 clusters');
  expect(countWords(1200, 'match', 'matches')).toBe('1,200 matches');
});
