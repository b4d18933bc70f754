import { expect, test } from 'vitest';
import { ariaSort, nextSort } from './table-column.ts';
import { parseTableView } from './use-table-view.ts';

test('pressing a header sorts by it in its natural direction, then the other way', () => {
  expect(nextSort('name', { sort: 'version' })).toBe('version');
  expect(nextSort('version', { sort: 'version' })).toBe('-version');
  expect(nextSort('name', { sort: 'nodes', descendingFirst: true })).toBe('-nodes');
  expect(nextSort('-nodes', { sort: 'nodes', descendingFirst: true })).toBe('nodes');
});

test('the direction is told to assistive technology, and only where one can sort', () => {
  expect(ariaSort('-version', 'version')).toBe('descending');
  expect(ariaSort('name', 'version')).toBe('none');
  expect(ariaSort('name', undefined)).toBeUndefined();
});

test('a stored view that is broken or names other columns gives the default', () => {
  const columns = [{ id: 'name' }, { id: 'region', optional: true }];
  expect(parseTableView('{', columns)).toEqual({ columns: { region: false }, density: 'compact' });
  expect(parseTableView('{"columns":{"region":true,"colour":true},"density":"comfortable"}', columns)).toEqual({ columns: { region: true }, density: 'comfortable' });
});
