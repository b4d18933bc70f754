import { expect, test } from 'vitest';
import type { SourceScope } from '#lib/api/contract/sources.ts';
import { errorGroups } from './error-groups.ts';

const scope = (kind: string, change: Partial<SourceScope> = {}): SourceScope => ({
  cluster: null, clusterId: null, kind, state: 'failing', stale: false, lastSuccessAt: null, lastErrorAt: '2026-11-23T12:00:00Z', error: 'refused', errorCode: 'unreachable', lagSeconds: null, objectCount: 0, unreadable: 0, corrections: 0, ...change,
});
const edge = { cluster: 'edge', clusterId: 'c0000000-0000-8000-8000-000000000001' };

test('a reason is told once for each place, with the kinds that it holds for and its newest time', () => {
  const groups = errorGroups([scope('Pod', edge), scope('Node', { ...edge, lastErrorAt: '2026-11-23T12:01:00Z' }), scope('Cluster', { error: 'forbidden' })]);
  expect(groups).toEqual([
    { error: 'forbidden', cluster: null, clusterId: null, kinds: ['Cluster'], lastAt: '2026-11-23T12:00:00Z' },
    { error: 'refused', ...edge, kinds: ['Node', 'Pod'], lastAt: '2026-11-23T12:01:00Z' },
  ]);
});

test('what is current again is not told, whatever it failed with before', () => {
  expect(errorGroups([scope('Pod', { state: 'current' }), scope('Node', { error: null, state: 'starting' })])).toEqual([]);
});

test('of several clusters the newest failure comes first', () => {
  const other = { cluster: 'core', clusterId: 'c0000000-0000-8000-8000-000000000002', lastErrorAt: '2026-11-23T13:00:00Z' };
  expect(errorGroups([scope('Pod', edge), scope('Pod', other)]).map(({ cluster }) => cluster)).toEqual(['core', 'edge']);
});
