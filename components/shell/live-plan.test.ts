import { describe, expect, test } from 'vitest';
import { everythingMayHaveChanged, isConcerned, leastIntervalMs } from './live-plan.ts';

const key = (room: string, operation: string, input: object = {}) => [[room, operation], { type: 'query', input }];

describe('isConcerned', () => {
  test('a hint about one cluster concerns its page, the lists and the overview, and no other cluster', () => {
    const hint = { noun: 'cluster', clusterIds: ['a'] };
    expect(isConcerned(key('clusters', 'get', { id: 'a' }), hint)).toBe(true);
    expect(isConcerned(key('clusters', 'machines', { id: 'b' }), hint)).toBe(false);
    expect(isConcerned(key('clusters', 'list'), hint)).toBe(true);
    expect(isConcerned(key('fleet', 'overview'), hint)).toBe(true);
    expect(isConcerned(key('campaigns', 'list'), hint)).toBe(false);
  });

  test.each(['pod', 'workload', 'namespace'])('a %s, which is no part of any list of clusters, concerns its cluster alone, and the totals where it is counted', (noun) => {
    const hint = { noun, clusterIds: ['a'] };
    expect(isConcerned(key('clusters', 'workloads', { id: 'a' }), hint)).toBe(true);
    expect(isConcerned(key('clusters', 'list'), hint)).toBe(false);
    expect(isConcerned(key('clusters', 'facets'), hint)).toBe(false);
    for (const operation of ['decisions', 'versions']) expect(isConcerned(key('fleet', operation), hint)).toBe(false);
    expect(isConcerned(key('fleet', 'overview'), hint)).toBe(noun !== 'namespace');
  });

  test('a campaign page is concerned when one of its clusters changes', () => {
    const hint = { noun: 'machines', clusterIds: ['a'] };
    expect(isConcerned(key('campaigns', 'get', { id: 'c' }), hint, ['a', 'b'])).toBe(true);
    expect(isConcerned(key('campaigns', 'get', { id: 'c' }), hint, ['b'])).toBe(false);
  });

  test('a campaign hint leaves the clusters alone', () => {
    const hint = { noun: 'campaign', objectIds: ['c'] };
    expect(isConcerned(key('campaigns', 'events', { id: 'c' }), hint)).toBe(true);
    expect(isConcerned(key('campaigns', 'list'), hint)).toBe(true);
    expect(isConcerned(key('clusters', 'list'), hint)).toBe(false);
  });

  test('a hint that names nothing concerns every object of its kind', () => {
    expect(isConcerned(key('clusters', 'get', { id: 'a' }), { noun: 'node', all: true })).toBe(true);
  });

  test('after a gap in listening everything is concerned but what somebody searches', () => {
    for (const [room, operation] of [['clusters', 'get'], ['clusters', 'list'], ['campaigns', 'list'], ['campaigns', 'events'], ['sources', 'list'], ['access', 'audit.list'], ['access', 'tokens.list'], ['views', 'list'], ['fleet', 'decisions']] as const) {
      expect(isConcerned(key(room, operation), everythingMayHaveChanged)).toBe(true);
    }
    expect(isConcerned(key('fleet', 'search', { q: 'a' }), everythingMayHaveChanged)).toBe(false);
  });

  test('a hint about saved views concerns them alone, and nothing else does', () => {
    expect(isConcerned(key('views', 'list', { page: 'clusters' }), { noun: 'view' })).toBe(true);
    expect(isConcerned(key('views', 'list', { page: 'clusters' }), { noun: 'cluster', all: true })).toBe(false);
    for (const [room, operation] of [['clusters', 'list'], ['fleet', 'overview'], ['campaigns', 'list']] as const) expect(isConcerned(key(room, operation), { noun: 'view' })).toBe(false);
  });

  test('searches, other keys and the audit list stay as they are while clusters change', () => {
    const hint = { noun: 'cluster', clusterIds: ['a'] };
    expect(isConcerned(key('fleet', 'search', { q: 'a' }), hint)).toBe(false);
    expect(isConcerned(['something else'], hint)).toBe(false);
    expect(isConcerned(key('access', 'audit.list'), hint)).toBe(false);
    expect(isConcerned(key('access', 'audit.list'), { noun: 'audit' })).toBe(true);
  });
});

test('one object is asked for again sooner than the whole fleet', () => {
  expect(leastIntervalMs(key('clusters', 'get', { id: 'a' }))).toBeLessThan(leastIntervalMs(key('fleet', 'overview')));
  expect(leastIntervalMs([['access', 'audit', 'verify'], { type: 'query', input: {} }])).toBeGreaterThan(leastIntervalMs([['access', 'audit', 'list'], { type: 'query', input: {} }]));
});

test('a list is asked for the more seldom the more pages of it are loaded, since all are read again', () => {
  expect(leastIntervalMs(key('clusters', 'list'), 10)).toBe(10 * leastIntervalMs(key('clusters', 'list')));
});
