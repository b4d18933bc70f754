import { keysetPages } from '#components/ui/keyset-pages.ts';

/** The lists of a cluster's page; the first is shown when the URL names none. */
export const clusterTabs = ['machines', 'nodes', 'workloads', 'budgets', 'timeline'] as const;
export type ClusterTab = (typeof clusterTabs)[number];

/** Reads `?tab=`; anything else is the first. */
export function parseClusterTab(text: string | string[] | undefined): ClusterTab {
  return clusterTabs.find((tab) => tab === text) ?? 'machines';
}

/** Paging of a list of a cluster. */
export const clusterListPages = (id: string) => keysetPages({ id, limit: 100 });
