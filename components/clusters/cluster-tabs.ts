/** The lists of a cluster's page; the first is shown when the URL names none. */
export const clusterTabs = ['machines', 'nodes', 'workloads', 'budgets', 'timeline'] as const;
export type ClusterTab = (typeof clusterTabs)[number];

/** Reads `?tab=`; anything else is the first. */
export function parseClusterTab(text: string | string[] | undefined): ClusterTab {
  return clusterTabs.find((tab) => tab === text) ?? 'machines';
}

type Page = { nextCursor: string | null };

/** The paging options of a list of a cluster, equal on the server and in the browser. */
export function clusterListPages<P extends Page>(id: string) {
  return {
    input: (cursor: string | undefined) => ({ id, limit: 100, ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: (last: P) => last.nextCursor ?? undefined,
  };
}
