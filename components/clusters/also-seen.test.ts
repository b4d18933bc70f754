import { expect, test } from 'vitest';
import { otherSightingsWords, repavedAs, sightingsWords } from './also-seen.ts';

const sighting = (name: string, managedBy: 'cluster-api' | 'none') => ({ id: `id-${name}`, name, source: `of-${name}`, managedBy });
const made = sighting('made', 'cluster-api');
const plain = sighting('plain', 'none');

test('a cluster that stands in lists once is not said to be seen twice', () => {
  expect(sightingsWords({ alsoSeenAs: [] })).toBeNull();
  expect(sightingsWords({ alsoSeenAs: [plain] })).toBe('seen twice');
  expect(sightingsWords({ alsoSeenAs: [made, plain] })).toBe('seen 3 times');
  expect(otherSightingsWords({ alsoSeenAs: [made, plain] })).toBe('made by source of-made, plain by source of-plain');
});

test('one that cannot be repaved by this row may be by another', () => {
  expect(repavedAs({ managedBy: 'none', alsoSeenAs: [made, plain] })).toBe(made);
  expect(repavedAs({ managedBy: 'none', alsoSeenAs: [plain] })).toBeNull();
  expect(repavedAs({ managedBy: 'cluster-api', alsoSeenAs: [made] })).toBeNull();
});
