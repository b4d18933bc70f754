'use client';
import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { api } from '#lib/api/client.ts';
import type { Source } from '#lib/api/contract/sources.ts';
import { labelSourceKind } from '#lib/kernel/source-kinds.ts';
import { SettingsFrame } from './settings-frame.tsx';
import { sourceState } from './source-state.ts';

const AddSourceDialog = dynamic(() => import('./add-source-dialog.tsx').then((module) => module.AddSourceDialog), { ssr: false });

const columns: TableColumn<Source>[] = [
  {
    id: 'name', header: 'Source', width: 200, grow: true, narrow: true,
    cell: ({ id, name }) => (
      <TextLink href={`/settings/sources/${id}`} data-tip={name} className="font-medium">
        {name}
      </TextLink>
    ),
  },
  { id: 'state', header: 'Health', width: 120, narrow: true, cell: ({ state }) => <Status tone={sourceState(state).tone}>{sourceState(state).words}</Status> },
  { id: 'kind', header: 'Kind', width: 230, cell: ({ kind }) => labelSourceKind(kind) },
  { id: 'clusters', header: 'Clusters', width: 90, align: 'end', cell: ({ name, clusters }) => <TextLink href={`/clusters?source=${name}`}>{clusters.toLocaleString('en')}</TextLink> },
  { id: 'objects', header: 'Objects', width: 90, align: 'end', cell: ({ objectCount }) => objectCount.toLocaleString('en') },
  { id: 'success', header: 'Last success', width: 130, cell: ({ lastSuccessAt }) => <Time at={lastSuccessAt} /> },
  { id: 'scopes', header: 'Listings', width: 190, cell: ({ scopes }) => <ScopeWords scopes={scopes} /> },
  { id: 'origin', header: 'From', width: 110, cell: ({ origin }) => (origin === 'file' ? <span className="mono">tarmac.yaml</span> : 'Settings') },
];

function ScopeWords({ scopes: { total, failing, stale } }: { scopes: Source['scopes'] }) {
  if (total === 0) return <span className="text-mute">none yet</span>;
  if (failing > 0) return <Status tone="failing">{`${failing.toLocaleString('en')} of ${total.toLocaleString('en')} failing`}</Status>;
  if (stale > 0) return <Status tone="unknown">{`${stale.toLocaleString('en')} of ${total.toLocaleString('en')} stale`}</Status>;
  return <span className="text-mute">{total.toLocaleString('en')} current</span>;
}

/** Where facts come from, and how well that goes. */
export function SourcesView() {
  const query = useQuery(api.sources.list.queryOptions({ input: {} }));
  const { data, error, refetch } = query;
  const mayWrite = useCan('source:write');
  const [adding, setAdding] = useState(false);
  const add = mayWrite ? <Button onClick={() => setAdding(true)}>Add a source…</Button> : null;
  const troubled = data?.items.filter((source) => source.lastError !== null) ?? [];
  return (
    <SettingsFrame current="sources">
      {data?.settingsProblem ? (
        <p role="alert" className="mb-4 flex items-start gap-2.5 rounded-[10px] bg-att-soft px-4 py-3">
          <StatusGlyph tone="attention" className="mt-1" />
          <span className="min-w-0 wrap-anywhere">{data.settingsProblem}</span>
        </p>
      ) : null}
      <Panel title="Sources" note="where facts come from" actions={data?.items.length === 0 ? undefined : add} flush>
        <StaleStrip query={query} />
        {error && !data ? <ErrorState error={error} what="Sources" onRetry={() => void refetch()} /> : null}
        {!data && !error ? <div className="px-4"><SkeletonRows rows={4} /></div> : null}
        {data ? (
          <SimpleTable
            label="Sources"
            columns={columns}
            rows={data.items}
            rowId={({ id }) => id}
            empty={
              <EmptyState title="No source yet" action={mayWrite ? <Button kind="primary" onClick={() => setAdding(true)}>Add a source…</Button> : undefined}>
                {mayWrite ? 'Add a management cluster or any cluster by its kubeconfig, here or in tarmac.yaml.' : 'Ask an administrator to add one.'} To look around first, start Tarmac with TARMAC_DEMO=1.
              </EmptyState>
            }
          />
        ) : null}
        {troubled.map((source) => (
          <p key={source.id} className="flex items-start gap-2 border-t border-line px-4 py-2.5">
            <StatusGlyph tone={sourceState(source.state).tone} className="mt-1" />
            <span className="min-w-0 break-words">
              <TextLink href={`/settings/sources/${source.id}`} className="font-semibold">{source.name}</TextLink>: {source.lastError}
            </span>
          </p>
        ))}
      </Panel>
      {adding ? <AddSourceDialog onClose={() => setAdding(false)} /> : null}
    </SettingsFrame>
  );
}
