import { createLoader, parseAsArrayOf, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';

/** The facets of the clusters table, in the order of the filter bar; their names are those of the API. */
export const clusterFacets = ['environment', 'region', 'team', 'version', 'support', 'rollout', 'age', 'freshness', 'source'] as const;
export type ClusterFacet = (typeof clusterFacets)[number];

/** Sort names of the API; typed against the contract by use, since its schemas are not shipped to the browser. */
export const clusterSorts = [
  'name', '-name', 'environment', '-environment', 'version', '-version', 'nodes', '-nodes', 'oldestNode', '-oldestNode', 'support', '-support', 'freshness', '-freshness',
] as const;
type ClusterSort = (typeof clusterSorts)[number];

const values = parseAsArrayOf(parseAsString).withDefault([]);

/** The URL's parameters: shareable as they stand, and the same names as in the API. */
export const clusterSearchParams = {
  q: parseAsString.withDefault(''),
  environment: values, region: values, team: values, version: values, support: values, rollout: values, age: values, freshness: values, source: values,
  sort: parseAsStringLiteral(clusterSorts).withDefault('name'),
  view: parseAsStringLiteral(['table', 'versions']).withDefault('table'),
};

/** Reads the parameters on the server. */
export const loadClusterSearchParams = createLoader(clusterSearchParams);

export type ClusterSearch = { q: string; sort: ClusterSort; view: 'table' | 'versions' } & Record<ClusterFacet, string[]>;

export type ClusterFilterInput = { q?: string } & Partial<Record<ClusterFacet, string>>;

/** The API's filters; what is not set is left out, so that equal filters make equal query keys. */
export function filterInput(search: ClusterSearch): ClusterFilterInput {
  const input: ClusterFilterInput = {};
  if (search.q.trim() !== '') input.q = search.q.trim();
  for (const facet of clusterFacets) if (search[facet].length > 0) input[facet] = search[facet].join(',');
  return input;
}

/** Whether any filter is set. */
export function isFiltered(search: ClusterSearch): boolean {
  return Object.keys(filterInput(search)).length > 0;
}

export const clustersPageSize = 100;

/** One page of the list; the first page of a list is its key. */
export function listInput(search: ClusterSearch, cursor: string | undefined) {
  return { ...filterInput(search), sort: search.sort, limit: clustersPageSize, ...(cursor === undefined ? {} : { cursor }) };
}

/** Rows of all loaded pages. */
export function rowsOf(pages: readonly { items: ClusterSummary[] }[] | undefined): ClusterSummary[] {
  return pages?.flatMap((page) => page.items) ?? [];
}
