import { keysetPages } from '#components/ui/keyset-pages.ts';
import { readAll } from '#components/ui/read-all.ts';
import { apiClient } from '#lib/api/client.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { type ClusterSearch, listInput } from './cluster-filters.ts';

/** Paging of the list of clusters that a search matches. */
export const clusterPages = (search: ClusterSearch) => keysetPages(listInput(search));

/** Every cluster that a search matches, at most `most`. */
export const readAllClusters = (search: ClusterSearch, most?: number): Promise<ClusterSummary[]> => readAll((paging) => apiClient.clusters.list({ ...listInput(search), ...paging }), most);
