import { expect, test } from 'vitest';
import { emptyFleet } from './empty-fleet.ts';

const sources = { total: 2, failing: 0, starting: 0, stale: 0 };

test.each([
  ['no source', { ...sources, total: 0 }, undefined, 'No source is connected yet'],
  ['a source that cannot be read, whatever the others do', { total: 3, failing: 1, starting: 1, stale: 1 }, 'failing', '1 of 3 sources cannot be read'],
  ['the only source unread', { ...sources, total: 1, failing: 1 }, 'failing', 'The only source cannot be read'],
  ['a first listing that has not ended', { ...sources, starting: 1, stale: 1 }, 'waiting', '1 source is being listed for the first time'],
  ['a listing that is old', { ...sources, stale: 2 }, 'unknown', '2 sources were not read lately'],
  ['sources that were listed and are empty', sources, 'attention', 'Each of the 2 sources was listed whole and holds none. If it should, look at its namespaces and its permissions.'],
  ['sources of which nothing is known', undefined, 'unknown', 'there may be clusters'],
])('a fleet without clusters says why: %s', (_case, given, tone, said) => {
  const { tone: shown, title, words } = emptyFleet(given);
  expect(shown).toBe(tone);
  expect(`${title}: ${words}`).toContain(said);
});
