'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { PageHeader } from '#components/shell/page.tsx';
import { ViewsMenu } from '#components/saved-views/views-menu.tsx';
import { ExportMenu } from '#components/ui/export-menu.tsx';
import { Status } from '#components/ui/status.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { TableViewMenu } from '#components/ui/table-view-menu.tsx';
import { useTableView } from '#components/ui/use-table-view.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';
import { type ClusterSearch, clusterSearchParams, clustersHref, filterInput, isFiltered, searchQuery } from './cluster-filters.ts';
import { clusterCsvColumns } from './cluster-csv-columns.ts';
import { clusterColumns } from './cluster-columns.tsx';
import { readAllClusters } from './cluster-queries.ts';
import { ClustersTable } from './clusters-table.tsx';
import { FilterBar } from './filter-bar.tsx';
import { VersionMap } from './version-map.tsx';

/** The clusters page: a table to find clusters by what they are, and a map of versions to see how far they lie apart. */
export function ClustersView() {
  const [search, setSearch] = useQueryStates(clusterSearchParams, { history: 'replace', throttleMs: 100 });
  const change = useCallback((next: Partial<ClusterSearch>) => void setSearch(next), [setSearch]);
  const [view, setView] = useTableView('clusters', clusterColumns);
  const onMap = search.view === 'versions';
  return (
    <>
      <PageHeader
        title="Clusters"
        meta={<Totals search={search} />}
        actions={
          onMap ? null : (
            <>
              <span className="flex gap-2 max-md:hidden">
                <ExportMenu noun="cluster" what={isFiltered(search) ? 'What is filtered' : 'All clusters'} columns={clusterCsvColumns} read={() => readAllClusters(search)} />
                <TableViewMenu columns={clusterColumns} view={view} onChange={setView} />
              </span>
            </>
          )
        }
      />
      <div className="mb-3 flex items-center gap-2">
        <Tabs
          label="Table or map"
          current={search.view}
          className="min-w-0 flex-1"
          tabs={[
            { id: 'table', label: 'Table', href: clustersHref({ ...search, view: 'table' }) },
            { id: 'versions', label: 'Version map', href: clustersHref({ ...search, view: 'versions' }) },
          ]}
        />
        <ViewsMenu page="clusters" path="/clusters" query={searchQuery(search)} />
      </div>
      <FilterBar search={search} onChange={change} />
      <section aria-label={onMap ? 'Matching clusters by version' : 'Matching clusters'} className={clsx('mt-3 flex min-h-0 flex-col overflow-hidden rounded-[10px] border border-line bg-panel', !onMap && 'flex-1')}>
        {onMap ? <VersionMap search={search} onChange={change} /> : <ClustersTable search={search} onChange={change} view={view} />}
      </section>
    </>
  );
}

/** How many there are, how many match, how many of those are not known lately, and how many are seen more than once. */
function Totals({ search }: { search: ClusterSearch }) {
  const { data } = useQuery({ ...api.clusters.facets.queryOptions({ input: filterInput(search) }), placeholderData: (before) => before });
  if (!data) return <span>&nbsp;</span>;
  const count = (facet: 'freshness' | 'sightings', value: string) => data.facets[facet].find((each) => each.value === value)?.count ?? 0;
  const unseen = search.freshness.length > 0 ? 0 : count('freshness', 'stale') + count('freshness', 'unknown');
  const repeated = search.sightings.length > 0 ? 0 : count('sightings', 'several');
  return (
    <>
      <span>
        <b className="text-ink">{data.total.toLocaleString('en')}</b> {isFiltered(search) ? 'match' : data.total === 1 ? 'cluster' : 'clusters'}
      </span>
      {unseen > 0 ? (
        <TextLink href={clustersHref({ ...search, view: 'table', freshness: ['stale', 'unknown'] })}>
          <Status tone="unknown">{unseen.toLocaleString('en')} not seen lately, counted as unknown</Status>
        </TextLink>
      ) : null}
      {repeated > 0 ? (
        <TextLink href={clustersHref({ ...search, view: 'table', sightings: ['several'] })}>
          <Status tone="attention">{repeated.toLocaleString('en')} seen by several sources, each counted</Status>
        </TextLink>
      ) : null}
    </>
  );
}
