import { expect, test } from 'vitest';
import { mostPressing } from './most-pressing.ts';

test('a halted campaign is shown however many newer ones are scheduled', () => {
  const states = ['scheduled', 'scheduled', 'running', 'scheduled', 'paused', 'awaiting-approval', 'halted'] as const;
  expect(mostPressing(states.map((state) => ({ state })), 4).map(({ state }) => state)).toEqual(['halted', 'paused', 'awaiting-approval', 'running']);
});
