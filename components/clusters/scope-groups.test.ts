import { expect, test } from 'vitest';
import { scopeGroups } from './scope-groups.ts';

const scope = (kind: string, state: string, error: string | null = null, observedAt: string | null = '2026-11-23T12:00:00Z') =>
  ({ kind, noun: 'node', state, error, observedAt, stale: false, objectCount: 2, unreadable: 0 });

test('listings that fail for one reason are told once, before those that are current', () => {
  const groups = scopeGroups([scope('Cluster', 'current'), scope('Node', 'failing', 'refused', null), scope('Pod', 'failing', 'refused', null)]);
  expect(groups.map((group) => [group.tone, group.kinds.join()])).toEqual([['failing', 'Node,Pod'], ['ok', 'Cluster']]);
  expect(groups[0]).toMatchObject({ error: 'refused', objectCount: 4, oldestAt: null });
});

test('a group is as old as its least recent reading, and an unheard state is unknown', () => {
  const groups = scopeGroups([scope('Node', 'current'), scope('Pod', 'current', null, '2026-11-23T11:00:00Z'), scope('Job', 'dreaming')]);
  expect(groups.find((group) => group.tone === 'ok')?.oldestAt).toBe('2026-11-23T11:00:00Z');
  expect(groups[0]?.tone).toBe('unknown');
});

test('a listing that nobody has confirmed within its interval is not called current', () => {
  const groups = scopeGroups([scope('Cluster', 'current'), { ...scope('Node', 'current'), stale: true, unreadable: 2 }]);
  expect(groups.map(({ tone, words, kinds, unreadable }) => [tone, words, kinds.join(), unreadable])).toEqual([['unknown', 'not current', 'Node', 2], ['ok', 'current', 'Cluster', 0]]);
});
