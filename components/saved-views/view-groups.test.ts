import { expect, test } from 'vitest';
import type { SavedViewDto } from '#lib/api/contract/views.ts';
import { groupViews } from './view-groups.ts';

const view = (name: string, more: Partial<SavedViewDto> = {}): SavedViewDto => ({
  id: name, page: 'clusters', name, query: '', visibility: 'shared', owner: { id: 'u', name: 'Ann' }, allowed: [], createdAt: '2026-11-23T00:00:00Z', changedAt: '2026-11-23T00:00:00Z', ...more,
});

test('own views come before those of others, and a view that only may be removed is not one of them', () => {
  const groups = groupViews([view('theirs', { allowed: ['remove'] }), view('mine', { allowed: ['change', 'remove'] })], '');
  expect(groups.map(({ label, views }) => [label, views.map(({ name }) => name)])).toEqual([['Yours', ['mine']], ['Shared by others', ['theirs']]]);
});

test('views are found by part of their name or of their owner, and a group without any goes', () => {
  const views = [view('Prod ended', { owner: { id: 'b', name: 'Ben' } }), view('staging', { owner: { id: 'c', name: 'Cat' } })];
  const found = (text: string) => groupViews(views, text).flatMap((group) => group.views.map(({ name }) => name));
  expect([found(' ENDED '), found('cat'), found('x')]).toEqual([['Prod ended'], ['staging'], []]);
});
