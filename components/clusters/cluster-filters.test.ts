import { describe, expect, test } from 'vitest';
import { clusterSorts as contractSorts } from '#lib/api/contract/clusters.ts';
import { clusterFilters } from '#lib/api/contract/clusters.ts';
import { clusterFacets, clusterSorts, filterInput, isFiltered, listInput, loadClusterSearchParams } from './cluster-filters.ts';

describe('the URL of the clusters page', () => {
  test('is read into the filters of the API, comma-separated', () => {
    const search = loadClusterSearchParams('?environment=prod,staging&support=ended&q=%20eu%20&sort=-oldestNode');
    expect(filterInput(search)).toEqual({ q: 'eu', environment: 'prod,staging', support: 'ended' });
    expect(listInput(search, undefined)).toMatchObject({ sort: '-oldestNode', limit: 100 });
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

  test('knows exactly the sorts and only filters that the contract has', () => {
    expect([...clusterSorts]).toEqual([...contractSorts]);
    for (const facet of clusterFacets) expect(Object.keys(clusterFilters.shape)).toContain(facet);
  });
});
