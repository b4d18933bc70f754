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
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { api } from '#lib/api/client.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { budgetColumns, nodeColumns, workloadColumns } from './cluster-list-columns.tsx';
import { clusterListPages } from './cluster-tabs.ts';
import { emptyWords, type Listed, listedOf, unreadableWords } from './listed.ts';
import { Timeline } from './timeline.tsx';

type ListProps = { cluster: ClusterDetail };

/** The nodes of a cluster, from its own API server. */
export function Nodes({ cluster }: ListProps) {
  const query = useInfiniteQuery(api.clusters.nodes.infiniteOptions(clusterListPages(cluster.id)));
  return (
    <ListPanel query={query} what="The nodes">
      {(rows) => <Rows what="nodes" listed={listedOf(cluster.scopes, 'node')} columns={nodeColumns} rows={rows} rowId={(row) => row.name} none="It has no nodes." />}
    </ListPanel>
  );
}

/** What runs in a cluster, by owner. */
export function Workloads({ cluster }: ListProps) {
  const query = useInfiniteQuery(api.clusters.workloads.infiniteOptions(clusterListPages(cluster.id)));
  return (
    <ListPanel query={query} what="The workloads">
      {(rows) => <Rows what="workloads" listed={listedOf(cluster.scopes, 'workload')} columns={workloadColumns} rows={rows} rowId={(row) => `${row.kind} ${row.namespace}/${row.name}`} none="It has no workloads." />}
    </ListPanel>
  );
}

/** The disruption budgets of a cluster, those that block a drain first. */
export function Budgets({ cluster }: ListProps) {
  const query = useInfiniteQuery(api.clusters.budgets.infiniteOptions(clusterListPages(cluster.id)));
  return (
    <ListPanel query={query} what="The disruption budgets">
      {(rows) => <Rows what="disruption budgets" listed={listedOf(cluster.scopes, 'disruptionBudget')} columns={budgetColumns} rows={rows} rowId={(row) => `${row.namespace}/${row.name}`} none="It has no disruption budgets, so none holds a drain up." />}
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

type RowsProps<R> = {
  /** The name of the objects in lower case, in many. */
  what: string;
  listed: Listed;
  columns: (seen: boolean) => TableColumn<R>[];
  rows: R[];
  rowId: (row: R) => string;
  /** What is said when it is known that there is none. */
  none: string;
};

function Rows<R>({ what, listed, columns, rows, rowId, none }: RowsProps<R>) {
  const seen = listed.state === 'fresh';
  const known = seen && listed.unreadable === 0;
  if (rows.length === 0) {
    return (
      <EmptyState title={emptyWords(listed, what, none)} tone={known ? undefined : 'unknown'}>
        {listed.error}
      </EmptyState>
    );
  }
  return (
    <>
      {known ? null : (
        <div className="border-b border-line2 px-4 py-2 hatch-soft">
          <Status tone="unknown">{seen ? `Not all are known: ${unreadableWords(listed.unreadable)}` : `Not current: the ${what} as they were last read`}</Status>
          {listed.error ? <p className="break-words text-mute">{listed.error}</p> : null}
        </div>
      )}
      <SimpleTable label={`${what.charAt(0).toUpperCase()}${what.slice(1)}`} columns={columns(seen)} rows={rows} rowId={rowId} rowClass={() => (seen ? undefined : 'hatch-soft')} />
    </>
  );
}
