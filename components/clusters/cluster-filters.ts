import { createLoader, createParser, parseAsArrayOf, parseAsString, parseAsStringLiteral, type SingleParser } from 'nuqs/server';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { clusterManagers, freshnessStates, supportStates } from '#lib/inventory/clusters/model.ts';
import { clusterSortKeys, filterLimits, nodeAgeBands, nodeAgeStates, rolloutStates, sightingStates } from '#lib/inventory/clusters/summary-model.ts';
import type { ClusterSort } from '#lib/inventory/clusters/summary-model.ts';
import { canonicalQuery } from '#lib/kernel/canonical-query.ts';

/** The facets of the clusters table, in the order of the filter bar; their names are those of the API. */
export const clusterFacets = ['environment', 'region', 'team', 'version', 'support', 'rollout', 'age', 'freshness', 'source', 'managedBy', 'sightings'] as const;
export type ClusterFacet = (typeof clusterFacets)[number];
/** All filters by values: the facets, and those that are not counted by value. */
export const valueFilters = [...clusterFacets, 'nodesAged'] as const;
export type ValueFilter = (typeof valueFilters)[number];

/** Values as far as the API takes them in one filter; it would refuse the whole question for what is beyond. */
const listOf = (item: SingleParser<string>) => {
  const { parse, serialize, eq } = parseAsArrayOf(item);
  return createParser({ parse: (text) => withinLimits(parse(text) ?? []), serialize, eq }).withDefault([]);
};
const values = listOf(parseAsString);

/** Values of a closed set; others, as in an old link, are left out for the same reason. */
const oneOf = (known: readonly string[]) => listOf({ parse: (text) => known.find((value) => value === text) ?? null, serialize: (value) => value });

/** The URL's parameters: shareable as they stand, and the same names as in the API. */
export const clusterSearchParams = {
  q: createParser({ parse: (text) => text.slice(0, filterLimits.text), serialize: (text: string) => text }).withDefault(''),
  environment: values, region: values, team: values, version: values, source: values,
  support: oneOf(supportStates), rollout: oneOf(rolloutStates), age: oneOf(nodeAgeStates), freshness: oneOf(freshnessStates), managedBy: oneOf(clusterManagers), sightings: oneOf(sightingStates), nodesAged: oneOf(nodeAgeBands),
  sort: parseAsStringLiteral(clusterSortKeys.flatMap((key) => [key, `-${key}`] as const)).withDefault('name'),
  view: parseAsStringLiteral(['table', 'versions']).withDefault('table'),
};

/** Reads the parameters on the server. */
export const loadClusterSearchParams = createLoader(clusterSearchParams);

/** What the address of the Clusters page says: search, order, view, and the values chosen of each filter. */
export type ClusterSearch = { q: string; sort: ClusterSort; view: 'table' | 'versions' } & Record<ValueFilter, string[]>;

/** The filters in the form that the API takes: values of one parted by commas. */
export type ClusterFilterInput = { q?: string } & Partial<Record<ValueFilter, string>>;

/** The API's filters; what is not set is left out, so that equal filters make equal query keys. */
export function filterInput(search: ClusterSearch): ClusterFilterInput {
  const input: ClusterFilterInput = {};
  if (search.q.trim() !== '') input.q = search.q.trim();
  for (const name of valueFilters) if (search[name].length > 0) input[name] = search[name].join(',');
  return input;
}

/** No filter at all, as a change. */
export function withoutFilters(): Partial<ClusterSearch> {
  return { q: '', ...Object.fromEntries(valueFilters.map((name) => [name, []])) };
}

/** Whether any filter is set. */
export function isFiltered(search: ClusterSearch): boolean {
  return Object.keys(filterInput(search)).length > 0;
}

/** The query string of a search in the form that saved views have it; equal searches give equal texts. */
export function searchQuery({ q, sort, view, ...filters }: ClusterSearch): string {
  return canonicalQuery({ ...filters, q: q.trim(), sort: sort === 'name' ? null : sort, view: view === 'table' ? null : view });
}

/** The Clusters page with this search. */
export function clustersHref(search: ClusterSearch): string {
  const query = searchQuery(search);
  return query === '' ? '/clusters' : `/clusters?${query}`;
}

const clustersPageSize = 100;

/** What is asked of the list, cursors aside. */
export function listInput(search: ClusterSearch) {
  return { ...filterInput(search), sort: search.sort, limit: clustersPageSize };
}

/** Rows of all loaded pages. */
export function rowsOf(pages: readonly { items: ClusterSummary[] }[] | undefined): ClusterSummary[] {
  return pages?.flatMap((page) => page.items) ?? [];
}

function withinLimits(values: readonly string[]): string[] {
  let length = -1;
  return values.filter((value) => value.length <= filterLimits.text).slice(0, filterLimits.values).filter((value) => (length += value.length + 1) <= filterLimits.list);
}
