'use client';
import { useQuery } from '@tanstack/react-query';
import { useQueryStates } from 'nuqs';
import { useCallback } from 'react';
import { PageHeader } from '#components/shell/page.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { ViewsMenu } from '#components/saved-views/views-menu.tsx';
import { countWords } from '#components/ui/count-words.ts';
import { Icon } from '#components/ui/icon.tsx';
import { Menu } from '#components/ui/menu.tsx';
import { Status } from '#components/ui/status.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { TableViewMenu } from '#components/ui/table-view-menu.tsx';
import { toast } from '#components/ui/toast.tsx';
import { useTableView } from '#components/ui/use-table-view.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { api, apiClient } from '#lib/api/client.ts';
import { type ClusterSearch, clusterSearchParams, filterInput, isFiltered, searchQuery } from './cluster-filters.ts';
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
                <ExportMenu search={search} />
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
            { id: 'table', label: 'Table', href: '/clusters' },
            { id: 'versions', label: 'Version map', href: '/clusters?view=versions' },
          ]}
        />
        <ViewsMenu page="clusters" path="/clusters" query={searchQuery(search)} />
      </div>
      {onMap ? (
        <VersionMap />
      ) : (
        <>
          <FilterBar search={search} onChange={change} />
          <section aria-label="Matching clusters" className="mt-3 flex min-h-0 flex-1 flex-col overflow-hidden rounded-[10px] border border-line bg-panel">
            <ClustersTable search={search} onChange={change} view={view} />
          </section>
        </>
      )}
    </>
  );
}

/** How many there are, how many match, and how many of those are not known lately. */
function Totals({ search }: { search: ClusterSearch }) {
  const { data } = useQuery({ ...api.clusters.facets.queryOptions({ input: filterInput(search) }), placeholderData: (before) => before });
  if (!data) return <span>&nbsp;</span>;
  const count = (value: string) => data.facets.freshness.find((each) => each.value === value)?.count ?? 0;
  const unseen = search.freshness.length > 0 ? 0 : count('stale') + count('unknown');
  return (
    <>
      <span>
        <b className="text-ink">{data.total.toLocaleString('en')}</b> {isFiltered(search) ? 'match' : data.total === 1 ? 'cluster' : 'clusters'}
      </span>
      {unseen > 0 ? (
        <TextLink href={`/clusters?${searchQuery({ ...search, view: 'table', freshness: ['stale', 'unknown'] })}`}>
          <Status tone="unknown">{unseen.toLocaleString('en')} not seen lately, counted as unknown</Status>
        </TextLink>
      ) : null}
    </>
  );
}

/** The filtered clusters as a file; all pages are read first. */
function ExportMenu({ search }: { search: ClusterSearch }) {
  const save = async (form: 'csv' | 'json') => {
    try {
      const { clustersCsv, downloadText } = await import('./cluster-export.ts');
      const rows = await readAllClusters((input) => apiClient.clusters.list(input), search);
      const name = `clusters-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.${form}`;
      downloadText(name, form === 'csv' ? 'text/csv;charset=utf-8' : 'application/json', form === 'csv' ? clustersCsv(rows) : JSON.stringify(rows, null, 2));
      toast('ok', `${countWords(rows.length, 'cluster')} saved as ${name}`);
    } catch {
      toast('failing', 'The export stopped: not every page could be read. No file was saved; try again.');
    }
  };
  return (
    <Menu
      label="Export what is filtered"
      trigger={(props) => (
        <button type="button" {...props} className={buttonClass('plain')}>
          <Icon name="download" className="text-mute" /> <span className="max-lg:sr-only">Export</span>
        </button>
      )}
      items={[
        { kind: 'heading', label: isFiltered(search) ? 'What is filtered, in UTC' : 'All clusters, in UTC' },
        { kind: 'action', label: 'CSV', onSelect: () => void save('csv') },
        { kind: 'action', label: 'JSON', onSelect: () => void save('json') },
      ]}
    />
  );
}
