'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { CsvColumn } from '#components/ui/csv.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ExportMenu } from '#components/ui/export-menu.tsx';
import { MoreButton } from '#components/ui/more-button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { readAll } from '#components/ui/read-all.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Tone } from '#components/ui/tone.ts';
import { api, apiClient } from '#lib/api/client.ts';
import type { CampaignEvent } from '#lib/api/contract/campaigns.ts';
import { eventPages } from './campaign-queries.ts';
import { FoldedText } from './folded-text.tsx';
import { runningText } from './running-text.ts';

const tones: Record<'info' | 'progress' | 'success' | 'attention' | 'failure', Tone> = { info: 'waiting', progress: 'motion', success: 'ok', attention: 'attention', failure: 'failing' };

const eventCsvColumns: CsvColumn<CampaignEvent>[] = [
  ['at_utc', ({ at }) => at],
  ['tone', ({ tone }) => tone],
  ['code', ({ code }) => code],
  ['cluster', ({ clusterName }) => clusterName],
  ['message', ({ message }) => message],
];

/** What happened in a campaign, newest first, as it happens. */
export function EventLog({ id }: { id: string }) {
  const query = useInfiniteQuery(api.campaigns.events.infiniteOptions(eventPages(id)));
  const { data, error, refetch } = query;
  const events = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title="What happened" className="self-start" actions={events.length > 0 ? <ExportMenu quiet noun="event" what="All that happened" columns={eventCsvColumns} read={() => readAll((paging) => apiClient.campaigns.events({ id, ...paging }))} /> : undefined}>
      {error && !data ? <ErrorState error={error} what="What happened" onRetry={() => void refetch()} compact /> : null}
      {!data && !error ? <SkeletonRows rows={6} /> : null}
      {data && events.length === 0 ? <p className="py-2 text-mute">Nothing yet.</p> : null}
      <ol aria-label="Events, newest first">
        {events.map((event) => (
          <li key={event.id} className="grid grid-cols-[42px_14px_minmax(0,1fr)] items-baseline gap-2 border-t border-line2 py-1.5 first:border-0">
            <Time at={event.at} form="clock" className="mono text-faint" />
            <StatusGlyph tone={tones[event.tone]} label={event.tone} className="mt-1 self-start" />
            <FoldedText text={runningText(event.message)} />
          </li>
        ))}
      </ol>
      <MoreButton of={query}>Earlier</MoreButton>
    </Panel>
  );
}
