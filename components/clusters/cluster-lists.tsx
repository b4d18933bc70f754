'use client';
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { api } from '#lib/api/client.ts';
import { budgetColumns, nodeColumns, workloadColumns } from './cluster-list-columns.tsx';
import { clusterListPages } from './cluster-tabs.ts';
import { Timeline } from './timeline.tsx';

type ListProps = { id: string; seen: boolean };

/** The nodes of a cluster, from its own API server. */
export function Nodes({ id, seen }: ListProps) {
  const query = useInfiniteQuery(api.clusters.nodes.infiniteOptions(clusterListPages(id)));
  return (
    <ListPanel query={query} what="The nodes">
      {(rows) => <Rows label="Nodes" columns={nodeColumns(seen)} rows={rows} seen={seen} rowId={(row) => row.name} empty="No node is known. Its own API server has not been read yet." />}
    </ListPanel>
  );
}

/** What runs in a cluster, by owner. */
export function Workloads({ id, seen }: ListProps) {
  const query = useInfiniteQuery(api.clusters.workloads.infiniteOptions(clusterListPages(id)));
  return (
    <ListPanel query={query} what="The workloads">
      {(rows) => <Rows label="Workloads" columns={workloadColumns(seen)} rows={rows} seen={seen} rowId={(row) => `${row.kind} ${row.namespace}/${row.name}`} empty="No workload is known in this cluster." />}
    </ListPanel>
  );
}

/** The disruption budgets of a cluster, those that block a drain first. */
export function Budgets({ id, seen }: ListProps) {
  const query = useInfiniteQuery(api.clusters.budgets.infiniteOptions(clusterListPages(id)));
  return (
    <ListPanel query={query} what="The disruption budgets">
      {(rows) => <Rows label="Disruption budgets" columns={budgetColumns(seen)} rows={rows} seen={seen} rowId={(row) => `${row.namespace}/${row.name}`} empty="It has no disruption budgets, so none holds a drain up." />}
    </ListPanel>
  );
}

/** What changed in a cluster, newest first. */
export function ClusterTimeline({ id }: { id: string }) {
  const query = useInfiniteQuery(api.clusters.timeline.infiniteOptions(clusterListPages(id)));
  return (
    <ListPanel query={query} what="The timeline">
      {(rows) => <Timeline transitions={rows} />}
    </ListPanel>
  );
}

type Page<R> = { items: R[]; nextCursor: string | null };

function ListPanel<R>({ query, what, children }: { query: UseInfiniteQueryResult<InfiniteData<Page<R>>>; what: string; children: (rows: R[]) => ReactNode }) {
  return (
    <Panel flush className="overflow-hidden">
      <StaleStrip query={query} />
      {query.isPending ? <div className="px-4"><SkeletonRows rows={8} label={`Loading: ${what}`} /></div> : null}
      {query.isError && !query.data ? <ErrorState what={what} error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data ? children(query.data.pages.flatMap((page) => page.items)) : null}
      <MoreButton of={query}>Show more</MoreButton>
    </Panel>
  );
}

function Rows<R>({ label, columns, rows, seen, rowId, empty }: { label: string; columns: TableColumn<R>[]; rows: R[]; seen: boolean; rowId: (row: R) => string; empty: string }) {
  return <SimpleTable label={label} columns={columns} rows={rows} rowId={rowId} rowClass={() => (seen ? undefined : 'hatch-soft')} empty={<EmptyState title={empty} />} />;
}
