'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useCallback, useMemo, useRef, useState } from 'react';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Table } from '#components/ui/table.tsx';
import { toast } from '#components/ui/toast.tsx';
import type { TableView } from '#components/ui/use-table-view.ts';
import { useStableRows } from '#components/ui/use-stable-rows.ts';
import { api } from '#lib/api/client.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { type ClusterSearch, filterInput, rowsOf } from './cluster-filters.ts';
import { clusterColumns } from './cluster-columns.tsx';
import { clusterPages, readAllClusters } from './cluster-queries.ts';
import { ClustersEmpty } from './clusters-empty.tsx';
import { asLeft, type ListedCluster } from './listed-cluster.ts';
import { mostTargets, targetsOf } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { type ChosenCluster, useClusterSelection } from './use-cluster-selection.ts';

const RepaveDialog = dynamic(() => import('#components/campaigns/repave-dialog.tsx').then((module) => module.RepaveDialog), { ssr: false });
const idOf = (cluster: ClusterSummary) => cluster.id;
const nameOf = (cluster: ClusterSummary) => cluster.name;
const hrefOf = (cluster: ClusterSummary) => `/clusters/${cluster.id}`;
const rowClassOf = (cluster: ClusterSummary) => (cluster.freshness.state === 'fresh' ? undefined : 'hatch-soft');

type ClustersTableProps = { search: ClusterSearch; onChange: (change: Partial<ClusterSearch>) => void; view: TableView };

/** The clusters that the filters match. Rows change in place; what would move them waits behind "N changes". */
export function ClustersTable({ search, onChange, view }: ClustersTableProps) {
  const list = useInfiniteQuery(api.clusters.list.infiniteOptions(clusterPages(search)));
  const { fetchNextPage, isFetchingNextPage } = list;
  const filterKey = JSON.stringify(filterInput(search));
  const loaded = useMemo(() => rowsOf(list.data?.pages), [list.data]);
  const { rows, gone, changes, apply } = useStableRows(`${filterKey} ${search.sort}`, loaded, idOf);
  const selection = useClusterSelection(filterKey, rows);
  const [targets, setTargets] = useState<ChosenCluster[] | null>(null);
  const [gathering, setGathering] = useState(false);
  const total = list.data?.pages.at(-1)?.total ?? 0;
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, isFetchingNextPage]);
  const shown = useMemo(() => rows.map((row): ListedCluster => (gone.has(row.id) ? asLeft(row) : row)), [rows, gone]);

  const table = useRef<HTMLTableElement>(null);
  // A control that goes away by being used leaves its focus to the table.
  const toTable = (act: () => void) => () => {
    act();
    table.current?.focus({ preventScroll: true });
  };

  const repave = async (first: boolean) => {
    if (!selection.all) return setTargets(selection.chosen());
    setGathering(true);
    try {
      const all = await readAllClusters(search, mostTargets + 1);
      const chosen = targetsOf(all, first);
      if (chosen) setTargets(chosen);
      else toast('attention', `By now more than ${mostTargets} clusters match, which is what a campaign takes, so nothing was planned.`);
    } catch {
      toast('failing', 'The matching clusters could not be read, so nothing was planned. Try again.');
    } finally {
      setGathering(false);
    }
  };

  if (list.isPending) {
    return (
      <div className="px-4 pt-[34px]">
        <SkeletonRows rows={14} label="Loading clusters" />
      </div>
    );
  }
  if (list.isError && !list.data) return <ErrorState what="The list of clusters" error={list.error} onRetry={() => void list.refetch()} />;
  const count = selection.all ? total : selection.count;
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <StaleStrip query={list} />
      {count > 0 ? (
        <SelectionBar count={count} total={total} all={selection.all} loadedAll={selection.loadedAll} pending={gathering} onSelectAll={selection.selectAll} onClear={toTable(selection.clear)} onRepave={(first) => void repave(first)} />
      ) : null}
      <Table
        ref={table}
        label="Clusters"
        columns={clusterColumns}
        rows={shown}
        rowId={idOf}
        rowName={nameOf}
        rowHref={hrefOf}
        rowClass={rowClassOf}
        total={total}
        sort={search.sort}
        onSort={(sort) => onChange({ sort: sort as ClusterSearch['sort'] })}
        columnVisibility={view.columns}
        density={view.density}
        selection={selection.rowSelection}
        onSelectionChange={selection.change}
        allSelected={selection.all}
        hasMore={list.hasNextPage}
        onNearEnd={more}
        empty={<ClustersEmpty search={search} onChange={onChange} />}
      />
      <span role="status" className="sr-only">
        {changes > 0 ? 'Rows have changed and can be put in order' : null}
      </span>
      {changes > 0 ? (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button onClick={toTable(apply)} className="pointer-events-auto rounded-full shadow-pop">
            {changes.toLocaleString('en')} {changes === 1 ? 'change' : 'changes'}: put in order
          </Button>
        </div>
      ) : null}
      {targets ? <RepaveDialog clusters={targets} onClose={() => setTargets(null)} /> : null}
    </div>
  );
}
