import type { Metadata } from 'next';
import { createSerializer } from 'nuqs/server';
import { clusterPages } from '#components/clusters/cluster-queries.ts';
import { clusterSearchParams, filterInput, loadClusterSearchParams } from '#components/clusters/cluster-filters.ts';
import { ClustersView } from '#components/clusters/clusters-view.tsx';
import { viewPages } from '#components/saved-views/view-pages.ts';
import { FillPage } from '#components/shell/page.tsx';
import { openPage } from '../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata: Metadata = { title: 'Clusters' };

type ClustersPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Clusters: the table or the version map, filtered as the URL says. */
export default async function ClustersPage({ searchParams }: ClustersPageProps) {
  const search = loadClusterSearchParams(await searchParams);
  const { queries } = await openPage(createSerializer(clusterSearchParams)('/clusters', search));
  const { api } = queries;
  await Promise.all([
    queries.prefetch(api.clusters.facets.queryOptions({ input: filterInput(search) })),
    queries.prefetchInfinite(api.views.list.infiniteOptions(viewPages('clusters'))),
    search.view === 'versions'
      ? queries.prefetch(api.fleet.versions.queryOptions({ input: filterInput(search) }))
      : queries.prefetchInfinite(api.clusters.list.infiniteOptions(clusterPages(search))),
  ]);
  return queries.hydrate(
    <FillPage>
      <ClustersView />
    </FillPage>,
  );
}
