'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { keysetPages } from '#components/ui/keyset-pages.ts';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { toast } from '#components/ui/toast.tsx';
import { api } from '#lib/api/client.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import type { Source, SourceScope } from '#lib/api/contract/sources.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import { labelSourceKind } from '#lib/kernel/source-kinds.ts';
import { SourceErrors } from './source-errors.tsx';
import { scopeState, sourceState } from './source-state.ts';

const ConfirmDialog = dynamic(() => import('#components/ui/confirm-dialog.tsx').then((module) => module.ConfirmDialog), { ssr: false });
const ReplaceKubeconfigDialog = dynamic(() => import('./replace-kubeconfig-dialog.tsx').then((module) => module.ReplaceKubeconfigDialog), { ssr: false });

const columns: TableColumn<SourceScope>[] = [
  { id: 'where', header: 'Where', width: 150, narrow: true, grow: true, cell: (scope) => <Where scope={scope} /> },
  { id: 'kind', header: 'Kind', width: 164, cell: ({ kind }) => <span className="mono">{kind}</span> },
  { id: 'state', header: 'State', width: 124, narrow: true, cell: (scope) => <Status tone={scopeState(scope).tone}>{scopeState(scope).words}</Status> },
  { id: 'success', header: 'Last success', width: 104, cell: ({ lastSuccessAt }) => <Time at={lastSuccessAt} /> },
  { id: 'lag', header: 'Lag', width: 64, align: 'end', cell: ({ lagSeconds, lastSuccessAt }) => (lagSeconds === null || lastSuccessAt === null ? '–' : formatDuration(lagSeconds * secondMs)) },
  { id: 'objects', header: 'Objects', width: 76, align: 'end', cell: ({ objectCount }) => objectCount.toLocaleString('en') },
  { id: 'unreadable', header: 'Unreadable', width: 92, align: 'end', cell: ({ unreadable }) => (unreadable > 0 ? <span className="text-att">{unreadable.toLocaleString('en')}</span> : '0') },
  { id: 'corrections', header: 'Corrected', width: 84, align: 'end', cell: ({ corrections }) => corrections.toLocaleString('en') },
  { id: 'error', header: 'Last error', width: 104, cell: ({ lastErrorAt }) => <Time at={lastErrorAt} none="–" /> },
];

function Where({ scope: { cluster, clusterId, kind } }: { scope: SourceScope }) {
  return (
    <>
      {clusterId === null ? 'the source itself' : <TextLink href={`/clusters/${clusterId}`}>{cluster ?? clusterId}</TextLink>}
      <span className="mono block truncate text-mute md:hidden">{kind}</span>
    </>
  );
}

const shownAtOnce = 200;

/** A source with the health of each of its listings, failing ones first. */
export function SourceView({ id }: { id: string }) {
  const [removed, setRemoved] = useState(false);
  // Nothing is asked of a source that was just removed while its list opens.
  return removed ? <Page><SkeletonRows rows={10} /></Page> : <OneSource id={id} onRemoved={() => setRemoved(true)} />;
}

function OneSource({ id, onRemoved }: { id: string; onRemoved: () => void }) {
  const query = useQuery(api.sources.get.queryOptions({ input: { id } }));
  const source = query.data;
  if (!source) return <Page>{query.error ? <ErrorState page error={query.error} what="The source" onRetry={() => void query.refetch()} /> : <SkeletonRows rows={10} />}</Page>;
  return (
    <Page>
      <StaleStrip query={query} />
      <PageHeader title={source.name} parent={{ label: 'Settings', href: '/settings' }} meta={<Meta source={source} />} actions={<SourceActions source={source} onRemoved={onRemoved} />} />
      {source.problem ? (
        <p role="alert" className="mb-4 flex items-start gap-2.5 rounded-[10px] bg-fail-soft px-4 py-3">
          <StatusGlyph tone="failing" className="mt-1" />
          <span className="min-w-0 wrap-anywhere">{source.problem}</span>
        </p>
      ) : null}
      <Listings source={source} />
    </Page>
  );
}

// The failing ones come first, so the reasons of all that fail are read before anything else is.
function Listings({ source }: { source: Source & { scopeList: SourceScope[] } }) {
  const query = useInfiniteQuery(api.sources.scopes.infiniteOptions(keysetPages({ id: source.id, limit: shownAtOnce })));
  const { data, error, refetch } = query;
  const scopes = data?.pages.flatMap(({ items }) => items) ?? source.scopeList;
  const total = data?.pages[0]?.total ?? source.scopes.total;
  return (
    <>
      <SourceErrors scopes={scopes} more={Math.max(0, source.scopes.failing - scopes.filter(({ state }) => state === 'failing').length)} />
      {error ? <ErrorState error={error} what="More listings" onRetry={() => void refetch()} compact /> : null}
      <Panel title="Listings" note={`${total.toLocaleString('en')}, one for each kind in each cluster`} flush>
        <SimpleTable label="Listings of this source" columns={columns} rows={scopes} rowId={({ clusterId, kind }) => `${clusterId} ${kind}`} empty={<p className="px-4 pb-4 text-mute">Nothing has been listed yet.</p>} />
        <MoreButton of={query}>Show more of {total.toLocaleString('en')}</MoreButton>
      </Panel>
    </>
  );
}

function Meta({ source }: { source: Source }) {
  const { tone, words } = sourceState(source.state);
  return (
    <>
      <Badge tone={tone}>{words}</Badge>
      <span>{labelSourceKind(source.kind)}</span>
      <span>{source.origin === 'file' ? <>from <span className="mono">tarmac.yaml</span>: change it there</> : 'added in Settings'}</span>
      <span>
        last success <Time at={source.lastSuccessAt} />
      </span>
    </>
  );
}

function SourceActions({ source, onRemoved }: { source: Source; onRemoved: () => void }) {
  const router = useRouter();
  const client = useQueryClient();
  const mayWrite = useCan('source:write');
  const [open, setOpen] = useState<'remove' | 'replace' | null>(null);
  const remove = useMutation(
    api.sources.remove.mutationOptions({
      onSuccess: () => {
        onRemoved();
        void client.invalidateQueries({ queryKey: api.sources.list.key() });
        toast('ok', `${source.name} was removed`);
        router.push('/settings');
      },
    }),
  );
  if (!mayWrite || source.origin === 'file') return null;
  return (
    <>
      <Button onClick={() => setOpen('replace')}>Replace the kubeconfig…</Button>
      <Button onClick={() => setOpen('remove')}>Remove…</Button>
      {open === 'replace' ? <ReplaceKubeconfigDialog source={source} onClose={() => setOpen(null)} /> : null}
      {open === 'remove' ? (
        <ConfirmDialog title={`Remove ${source.name}?`} action="Remove the source" danger count={source.clusters} pending={remove.isPending} error={remove.error} onClose={() => setOpen(null)} onConfirm={() => remove.mutate({ id: source.id })}>
          <p>
            Tarmac forgets what it saw through this source: {countWords(source.clusters, 'cluster')}. The clusters themselves are not touched.
          </p>
        </ConfirmDialog>
      ) : null}
    </>
  );
}
