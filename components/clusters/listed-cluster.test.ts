import { expect, test } from 'vitest';
import { asLeft, type ListedCluster, listedAge, listedState } from './listed-cluster.ts';

const nowMs = Date.parse('2026-11-23T12:00:00Z');
const well: ListedCluster = {
  id: '00000000-0000-8000-8000-000000000000', name: 'prod-eu-1', namespace: null, source: 'eu', managedBy: 'cluster-api', environment: 'prod', region: 'eu', team: 'core',
  controlPlaneVersion: 'v1.36.4', nodeVersions: [], skewMinors: 0, support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 3, ready: 3 }, osImages: [],
  oldestNodeCreatedAt: '2026-11-20T00:00:00Z', nodeAgeBudgetDays: 30, rollout: { state: 'steady', reason: null }, phase: 'Provisioned', worstCondition: null, freshness: { state: 'fresh', observedAt: '2026-11-23T12:00:00Z' }, alsoSeenAs: [],
};

test('a row that left its list is unknown, however well its cluster was', () => {
  expect(listedState(well, nowMs).tone).toBe('ok');
  expect(listedState(asLeft(well), nowMs)).toEqual({ tone: 'unknown', words: 'left the list or moved' });
});

test('one that was never reached stays so, and is no fresher for having left', () => {
  expect(asLeft({ ...well, freshness: { state: 'unknown', observedAt: null } }).freshness.state).toBe('unknown');
});

test.each<[Partial<ListedCluster>, string | null]>([
  [{}, null],
  [{ freshness: { state: 'stale', observedAt: '2026-11-23T11:56:00Z' } }, '4 min'],
  [{ freshness: { state: 'stale', observedAt: '2026-11-23T09:20:00Z' } }, '2 h'],
  [{ freshness: { state: 'stale', observedAt: '2026-11-20T09:20:00Z' } }, '3 d'],
  [{ freshness: { state: 'unknown', observedAt: null } }, 'never'],
  [{ left: true, freshness: { state: 'stale', observedAt: '2026-11-23T12:00:00Z' } }, 'left'],
])('a row of %j says beside its name how old it is: %s', (changes, words) => {
  expect(listedAge({ ...well, ...changes }, nowMs)).toBe(words);
});
