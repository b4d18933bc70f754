import { describe, expect, test } from 'vitest';
import { canonicalViewQuery } from '#lib/api/view-query.ts';
import { clusterFilters, clusterSort } from '#lib/api/contract/clusters.ts';
import { clusterColumns } from './cluster-columns.tsx';
import { clusterSearchParams, clustersHref, filterInput, isFiltered, listInput, loadClusterSearchParams, searchQuery, valueFilters, withoutFilters } from './cluster-filters.ts';

describe('the URL of the clusters page', () => {
  test('is read into the filters of the API, comma-separated', () => {
    const search = loadClusterSearchParams('?environment=prod,staging&support=ended&q=%20eu%20&sort=-oldestNode');
    expect(filterInput(search)).toEqual({ q: 'eu', environment: 'prod,staging', support: 'ended' });
    expect(listInput(search)).toMatchObject({ sort: '-oldestNode', limit: 100 });
  });

  test('with nonsense in it falls back to what is sound', () => {
    const search = loadClusterSearchParams('?sort=drop&view=x&colour=red');
    expect(search.sort).toBe('name');
    expect(search.view).toBe('table');
    expect(isFiltered(search)).toBe(false);
  });

  test('makes equal query keys for equal filters, whatever their spelling', () => {
    expect(filterInput(loadClusterSearchParams('?environment=&q='))).toEqual(filterInput(loadClusterSearchParams('')));
  });

  test('leaves out values that a closed facet does not have, as old links do, and keeps the rest', () => {
    const search = loadClusterSearchParams('?support=purple,ended&rollout=done&age=old&freshness=fresh,new&environment=purple');
    expect(filterInput(search)).toEqual({ support: 'ended', freshness: 'fresh', environment: 'purple' });
  });

  test.each([
    ['a text', `q=${'x'.repeat(300)}`],
    ['values by number', `team=${Array.from({ length: 150 }, (_, index) => `t${index}`).join(',')}`],
    ['values of a closed set', `support=${'ended,'.repeat(150)}`],
    ['values by length', `team=${Array.from({ length: 90 }, (_, index) => `${index}`.padStart(100, 'x')).join(',')}`],
    ['one value', `team=${'x'.repeat(254)},core`],
  ])('is cut to what the API takes: %s', (_what, query) => {
    const input = filterInput(loadClusterSearchParams(`?${query}`));
    expect(Object.keys(input)).toHaveLength(1);
    expect(clusterFilters.safeParse(input).success).toBe(true);
  });

  test('sorts by what the contract has, and every sortable column by one of them', () => {
    const { options } = clusterSort.unwrap();
    for (const sort of options) expect(clusterSearchParams.sort.parse(sort)).toBe(sort);
    for (const { sort } of clusterColumns) if (sort) expect(options).toEqual(expect.arrayContaining([sort, `-${sort}`]));
    expect(clusterColumns.map(({ sort }) => sort)).toEqual(expect.arrayContaining(['region', 'team', 'rollout']));
  });

  test.each(['', '?view=versions', '?environment=staging,prod,prod&support=ended&q=%20eu%20&sort=-rollout&team=unassigned', '?region=%C3%BC%26x&sort=name'])('"%s" is written as the API writes saved views, and read back as the same', (url) => {
    const query = searchQuery(loadClusterSearchParams(url));
    expect(query).toBe(canonicalViewQuery(url));
    expect(searchQuery(loadClusterSearchParams(`?${query}`))).toBe(query);
  });

  test('is the bare page without a search, and keeps the filters from view to view', () => {
    const search = loadClusterSearchParams('?environment=prod&view=versions');
    expect(clustersHref(search)).toBe('/clusters?environment=prod&view=versions');
    expect(clustersHref({ ...search, view: 'table' })).toBe('/clusters?environment=prod');
    expect(clustersHref(loadClusterSearchParams(''))).toBe('/clusters');
  });

  test('has the filters that the contract has', () => {
    expect(Object.keys(clusterFilters.shape).toSorted()).toEqual([...valueFilters, 'q'].toSorted());
  });

  test('is cleared of every filter at once', () => {
    const search = loadClusterSearchParams('?environment=prod&nodesAged=30-60,90-&q=eu&sort=-nodes');
    expect(filterInput(search)).toMatchObject({ nodesAged: '30-60,90-' });
    expect({ ...search, ...withoutFilters() }).toEqual(loadClusterSearchParams('?sort=-nodes'));
  });
});
