import { expect, test } from 'vitest';
import { asLeft, type ListedCluster, listedState } from './listed-cluster.ts';

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
