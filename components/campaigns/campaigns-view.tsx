'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useQueryState } from 'nuqs';
import { StackedBar } from '#components/charts/stacked-bar.tsx';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { FilterMenu } from '#components/ui/filter-menu.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { api } from '#lib/api/client.ts';
import type { CampaignSummary } from '#lib/api/contract/campaigns.ts';
import { campaignStates } from '#lib/campaigns/model.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { formatDuration } from '#lib/kernel/duration.ts';
import { campaignPages } from './campaign-queries.ts';
import { campaignSearchParams } from './campaign-search.ts';
import { campaignTone, campaignWords } from './campaign-state.ts';

const columns: TableColumn<CampaignSummary>[] = [
  { id: 'state', header: 'State', width: 130, narrow: true, cell: ({ state }) => <Status tone={campaignTone(state)}>{campaignWords(state)}</Status> },
  {
    id: 'name', header: 'Campaign', width: 280, grow: true, narrow: true,
    cell: ({ id, name, targets }) => (
      <>
        <TextLink href={`/campaigns/${id}`} data-tip={name} className="font-medium">
          {name}
        </TextLink>
        <span className="block text-sm text-mute md:hidden">
          {targets.succeeded.toLocaleString('en')} of {countWords(targets.total, 'cluster')} done
        </span>
      </>
    ),
  },
  {
    id: 'targets', header: 'Clusters', width: 200,
    cell: ({ name, targets }) => (
      <span className="flex items-center gap-2">
        <StackedBar
          legend={false}
          label={`Clusters of ${name}`}
          className="flex-1"
          segments={[
            { key: 'succeeded', label: 'succeeded', value: targets.succeeded, tone: 'ok' },
            { key: 'moving', label: 'in motion', value: targets.moving, tone: 'motion' },
            { key: 'blocked', label: 'blocked or failed', value: targets.blocked + targets.failed, tone: 'failing' },
            { key: 'waiting', label: 'waiting', value: targets.waiting, tone: 'waiting' },
            { key: 'skipped', label: 'skipped or not started', value: targets.skipped, tone: 'waived' },
          ]}
        />
        <span className="w-14 text-end text-mute">
          {targets.succeeded} of {targets.total}
        </span>
      </span>
    ),
  },
  { id: 'by', header: 'By', width: 170, cell: ({ createdBy }) => createdBy },
  { id: 'created', header: 'Made', width: 120, cell: ({ createdAt }) => <Time at={createdAt} /> },
  {
    id: 'took', header: 'Took', width: 90, align: 'end',
    cell: ({ startedAt, finishedAt }) => (startedAt === null ? '–' : finishedAt === null ? <Time at={startedAt} form="age" /> : formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))),
  },
];

/** All campaigns, newest first. */
export function CampaignsView() {
  const [states, setStates] = useQueryState('state', campaignSearchParams.state);
  const query = useInfiniteQuery(api.campaigns.list.infiniteOptions(campaignPages(states)));
  const { data, error, refetch } = query;
  const rows = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page>
      <PageHeader
        title="Campaigns"
        actions={<FilterMenu label="State" options={campaignStates.map((value) => ({ value, label: campaignWords(value), tone: campaignTone(value) }))} selected={states} onChange={(selected) => void setStates(campaignStates.filter((value) => selected.includes(value)))} />}
      />
      <Panel flush className="overflow-hidden">
        <StaleStrip query={query} />
        {error && !data ? <ErrorState error={error} what="Campaigns" onRetry={() => void refetch()} /> : null}
        {!data && !error ? <div className="px-4"><SkeletonRows rows={8} /></div> : null}
        {data ? <SimpleTable label="Campaigns" columns={columns} rows={rows} rowId={({ id }) => id} empty={<Nothing filtered={states.length > 0} />} /> : null}
        <MoreButton of={query}>Earlier campaigns</MoreButton>
      </Panel>
    </Page>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return filtered ? (
    <EmptyState title="No campaign is in these states" />
  ) : (
    <EmptyState title="No campaign yet" action={<TextLink href="/clusters" className={buttonClass('primary', 'hover:no-underline')}>Choose clusters</TextLink>}>
      A campaign replaces the machines of one or many clusters, one cluster at a time, by a plan that you see first.
    </EmptyState>
  );
}
