import type { Metadata } from 'next';
import { cache } from 'react';
import { ClusterView } from '#components/clusters/cluster-view.tsx';
import { type ClusterTab, clusterListPages, parseClusterTab } from '#components/clusters/cluster-tabs.ts';
import { Page } from '#components/shell/page.tsx';
import { openPage, type PageQueries } from '../../../open-page.tsx';

export const dynamic = 'force-dynamic';

type ClusterPageProps = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** A cluster, with the list that the URL names. */
export default async function ClusterPage({ params, searchParams }: ClusterPageProps) {
  const { id } = await params;
  const tab = parseClusterTab((await searchParams)['tab']);
  const { queries } = await openCluster(id, tab);
  await Promise.all([queries.prefetch(queries.api.clusters.blockers.queryOptions({ input: { id } })), prefetchTab(queries, id, tab)]);
  return queries.hydrate(
    <Page>
      <ClusterView id={id} tab={tab} />
    </Page>,
  );
}

/** The cluster's name as the title. */
export async function generateMetadata({ params, searchParams }: ClusterPageProps): Promise<Metadata> {
  const { id } = await params;
  const { cluster } = await openCluster(id, parseClusterTab((await searchParams)['tab']));
  return { title: cluster.name };
}

// Once a request, for the page and its title.
const openCluster = cache(async (id: string, tab: ClusterTab) => {
  const { queries } = await openPage(`/clusters/${id}${tab === 'machines' ? '' : `?tab=${tab}`}`);
  return { queries, cluster: await queries.require(queries.api.clusters.get.queryOptions({ input: { id } })) };
});

async function prefetchTab(queries: PageQueries, id: string, tab: ClusterTab): Promise<void> {
  const { api } = queries;
  switch (tab) {
    case 'machines':
      await Promise.all([queries.prefetch(api.clusters.groups.queryOptions({ input: { id } })), queries.prefetch(api.clusters.machines.queryOptions({ input: { id } }))]);
      return;
    case 'nodes':
      return queries.prefetchInfinite(api.clusters.nodes.infiniteOptions(clusterListPages(id)));
    case 'workloads':
      return queries.prefetchInfinite(api.clusters.workloads.infiniteOptions(clusterListPages(id)));
    case 'budgets':
      return queries.prefetchInfinite(api.clusters.budgets.infiniteOptions(clusterListPages(id)));
    case 'timeline':
      return queries.prefetchInfinite(api.clusters.timeline.infiniteOptions(clusterListPages(id)));
  }
}
