'use client';
import { useQuery } from '@tanstack/react-query';
import { StackedBar } from '#components/charts/stacked-bar.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { api } from '#lib/api/client.ts';
import { endedCampaignsInput } from '#components/campaigns/campaign-queries.ts';
import { campaignTone, campaignWords } from '#components/campaigns/campaign-state.ts';
import { runningText } from '#components/campaigns/running-text.ts';
import type { CampaignSummary } from '#lib/api/contract/campaigns.ts';
import { openCampaignsInput } from '#components/shell/open-campaigns.ts';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { countWords } from '#lib/kernel/count-words.ts';
import { mostPressing } from './most-pressing.ts';

const shownAtMost = 5;

/** Campaigns in motion, the most pressing first, each with its targets as a bar and why it stands if it does. */
export function RunningPanel() {
  const query = useQuery(api.campaigns.list.queryOptions({ input: openCampaignsInput }));
  const { data, error, refetch } = query;
  const shown = mostPressing(data?.items ?? [], shownAtMost);
  return (
    <Panel title="Under way" note={data && data.total > 0 ? data.total.toLocaleString('en') : undefined} actions={<TextLink href="/campaigns">All campaigns →</TextLink>}>
      <StaleStrip query={query} />
      {error && !data ? <ErrorState error={error} what="Campaigns" onRetry={() => void refetch()} compact /> : null}
      {!data && !error ? <SkeletonRows rows={4} /> : null}
      {data && data.items.length === 0 ? (
        <p className="py-1.5 text-mute">
          No campaign is running. Choose clusters on <TextLink href="/clusters" className="underline">Clusters</TextLink> and repave them; each machine can be followed here.
        </p>
      ) : null}
      <ul>
        {shown.map((campaign) => (
          <li key={campaign.id} className="border-t border-line2 py-2.5 first:border-0">
            <CampaignLine campaign={campaign} />
          </li>
        ))}
      </ul>
      {data && data.total > shown.length ? (
        <p className="mt-1 text-sm text-faint">
          and <TextLink href={`/campaigns?state=${openCampaignsInput.state}`} className="underline">{(data.total - shown.length).toLocaleString('en')} more</TextLink>
        </p>
      ) : null}
      <EndedLast />
    </Panel>
  );
}

/** The last campaigns that ended, and how; nothing while there are none. */
function EndedLast() {
  const { data } = useQuery(api.campaigns.list.queryOptions({ input: endedCampaignsInput }));
  if (!data || data.items.length === 0) return null;
  return (
    <section aria-label="Campaigns that ended last" className="mt-1 border-t border-line2 pt-2.5">
      <h3 className="mb-1 text-sm text-mute">Ended last</h3>
      <ul>
        {data.items.map(({ id, name, state, targets, finishedAt }) => (
          <li key={id} className="flex items-center gap-2.5 py-1">
            <Status tone={campaignTone(state)} className="w-[96px] shrink-0">{campaignWords(state)}</Status>
            <TextLink href={`/campaigns/${id}`} className="min-w-0 truncate">{name}</TextLink>
            <span className="ms-auto shrink-0 text-sm text-mute max-sm:hidden">{targets.succeeded.toLocaleString('en')} of {countWords(targets.total, 'cluster')}</span>
            <Time at={finishedAt} none="never started" className="w-[84px] shrink-0 text-end text-sm text-faint" />
          </li>
        ))}
      </ul>
    </section>
  );
}

function CampaignLine({ campaign }: { campaign: CampaignSummary }) {
  const { targets } = campaign;
  return (
    <>
      <div className="mb-1.5 flex items-center gap-2.5">
        <Status tone={campaignTone(campaign.state)} className="shrink-0">{campaignWords(campaign.state)}</Status>
        <TextLink href={`/campaigns/${campaign.id}`} className="min-w-0 truncate font-medium">
          {campaign.name}
        </TextLink>
        <span className="ms-auto shrink-0 text-sm text-mute">
          <Time at={campaign.startedAt} form="age" none="not started" />
        </span>
      </div>
      <StackedBar
        label={`Targets of ${campaign.name}`}
        segments={[
          { key: 'succeeded', label: 'succeeded', value: targets.succeeded, tone: 'ok' },
          { key: 'moving', label: 'in motion', value: targets.moving, tone: 'motion' },
          { key: 'blocked', label: 'blocked', value: targets.blocked, tone: 'failing' },
          { key: 'failed', label: 'failed', value: targets.failed, tone: 'failing' },
          { key: 'waiting', label: 'waiting', value: targets.waiting, tone: 'waiting' },
          { key: 'skipped', label: 'skipped', value: targets.skipped, tone: 'waived' },
        ]}
      />
      {campaign.stateReason ? <p data-tip={campaign.stateReason} className="mt-1 line-clamp-2 break-words text-mute">{runningText(campaign.stateReason)}</p> : null}
    </>
  );
}
