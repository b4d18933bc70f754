'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { ReactNode } from 'react';
import { Page, PageHeader } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Identifier } from '#components/ui/identifier.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Tone } from '#components/ui/tone.ts';
import { api } from '#lib/api/client.ts';
import type { CampaignDetail } from '#lib/api/contract/campaigns.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import { CampaignActions } from './campaign-actions.tsx';
import { campaignTone, campaignWords, countFigures, type FigureKey, figureKeys, figureOf, figureWords } from './campaign-state.ts';
import { EventLog } from './event-log.tsx';
import { FoldedText } from './folded-text.tsx';
import { countMachines, inTurn, splitPlan } from './plan-groups.ts';
import { ApprovedPlan, PlanView } from './plan-view.tsx';
import { runningText } from './running-text.ts';
import { TargetRows } from './target-rows.tsx';

/** A campaign: as a draft its plan, afterwards its clusters machine by machine, and what happened. */
export function CampaignView({ id }: { id: string }) {
  const query = useQuery(api.campaigns.get.queryOptions({ input: { id } }));
  const campaign = query.data;
  if (!campaign) return <Page>{query.error ? <ErrorState page error={query.error} what="The campaign" onRetry={() => void query.refetch()} /> : <SkeletonRows rows={10} />}</Page>;
  return (
    <Page className="max-md:pb-28">
      <StaleStrip query={query} />
      <PageHeader title={campaign.name} parent={{ label: 'Campaigns', href: '/campaigns' }} meta={<Meta campaign={campaign} />} actions={<Reach><CampaignActions campaign={campaign} /></Reach>} />
      <Standing campaign={campaign} />
      {campaign.state === 'draft' ? <Draft campaign={campaign} /> : <Course campaign={campaign} />}
    </Page>
  );
}

/** A draft: what a start would do. */
function Draft({ campaign }: { campaign: CampaignDetail }) {
  return (
    <>
      <PlanFigures campaign={campaign} />
      <Columns id={campaign.id}>
        <PlanView targets={campaign.plan.targets} />
      </Columns>
    </>
  );
}

/** A campaign from its start on: how many clusters stand how, and each of them, or those of one figure. */
function Course({ campaign }: { campaign: CampaignDetail }) {
  const [shown, setShown] = useQueryState('show', parseAsStringLiteral(figureKeys));
  const rows = inTurn(campaign).map((row) => ({ ...row, figure: figureOf(row.target, campaign.state, row.holder) }));
  return (
    <>
      <Figures campaign={campaign}>
        {countFigures(rows.map(({ figure }) => figure), campaign.finishedAt !== null).map(([key, count]) => (
          <FigureButton key={key} figure={key} count={count} pressed={shown === key} onPress={() => void setShown(shown === key ? null : key)} />
        ))}
      </Figures>
      <Progress campaign={campaign} />
      <Columns id={campaign.id}>
        <div className="flex min-w-0 flex-col gap-3">
          <TargetRows campaign={campaign} rows={shown === null ? rows : rows.filter(({ figure }) => figure === shown)} shown={shown} onShowAll={() => void setShown(null)} />
          <ApprovedPlan targets={campaign.plan.targets} />
        </div>
      </Columns>
    </>
  );
}

function Columns({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_360px]">
      {children}
      <EventLog id={id} />
    </div>
  );
}

/** On small screens the actions stay at the bottom, in reach of a thumb. */
function Reach({ children }: { children: ReactNode }) {
  return <div className="flex items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-[57px] max-md:z-20 max-md:flex-wrap max-md:justify-end max-md:border-t max-md:border-line max-md:bg-panel max-md:px-4 max-md:py-2">{children}</div>;
}

function Meta({ campaign }: { campaign: CampaignDetail }) {
  const clusters = campaign.plan.targets.length;
  return (
    <>
      <Badge tone={campaignTone(campaign.state)}>{campaignWords(campaign.state)}</Badge>
      <span>
        {countWords(clusters, 'cluster')} · same version, new machines · {campaign.strategy.concurrency} at a time, halts at {countWords(campaign.strategy.failureThreshold, 'failure')}
      </span>
      <span>
        by {campaign.createdBy}, <Time at={campaign.createdAt} />
      </span>
      <span>
        plan <Identifier value={campaign.plan.hash} />
      </span>
    </>
  );
}

const consequence: Partial<Record<CampaignDetail['state'], string>> = {
  halted: 'Halted: nothing new is started, and what the clusters had begun goes on there. Put right what is named or skip the cluster, then resume; or abort.',
  aborted: 'Aborted: nothing new is started, and what the clusters had begun goes on there to its end.',
  paused: 'Paused: nothing new is started, and what the clusters had begun goes on there.',
};

function Standing({ campaign: { state, stateReason, startedAt } }: { campaign: CampaignDetail }) {
  if (stateReason === null || state === 'succeeded') return null;
  const halted = state === 'halted';
  return (
    <div role={halted ? 'alert' : 'status'} className={`mb-4 flex items-start gap-2.5 rounded-[10px] px-4 py-3 ${halted ? 'bg-fail-soft' : 'border border-line bg-panel'}`}>
      <StatusGlyph tone={campaignTone(state)} className="mt-1" />
      <div className="min-w-0">
        {state in consequence ? <p className="font-medium">{startedAt === null ? 'Discarded: nothing was started.' : consequence[state]}</p> : null}
        <FoldedText text={runningText(stateReason)} longFrom={400} />
      </div>
    </div>
  );
}

/** Tells assistive technology when a cluster is done or the campaign's state changes; the figures themselves change too often. */
function Progress({ campaign: { state, counts } }: { campaign: CampaignDetail }) {
  if (state === 'draft') return null;
  return (
    <p role="status" className="sr-only">
      {campaignWords(state)}: {counts.succeeded.toLocaleString('en')} of {countWords(counts.total, 'cluster')} done
    </p>
  );
}

/** What a start would do, before there is one. */
function PlanFigures({ campaign }: { campaign: CampaignDetail }) {
  const { free, held, never } = splitPlan(campaign.plan.targets);
  const figures: [string, number, Tone][] = [
    [`of ${countWords(campaign.plan.targets.length, 'cluster')} ready to repave`, free.length, 'ok'],
    [countMachines(free) === 1 ? 'machine to replace' : 'machines to replace', countMachines(free), 'waiting'],
    ...(held.length > 0 ? [['held', held.length, 'failing'] satisfies [string, number, Tone]] : []),
    ...(never.length > 0 ? [['cannot be repaved', never.length, 'failing'] satisfies [string, number, Tone]] : []),
  ];
  return (
    <Figures campaign={campaign}>
      {figures.map(([words, value, tone]) => (
        <span key={words} className={figureClass}>
          <FigureText words={words} value={value} tone={tone} />
        </span>
      ))}
    </Figures>
  );
}

const figureClass = 'inline-flex items-baseline gap-1.5 text-mute';

function FigureText({ words, value, tone }: { words: string; value: number; tone: Tone }) {
  return (
    <>
      {value > 0 ? <StatusGlyph tone={tone} className="self-center" /> : null}
      <b className="text-[18px] font-semibold tracking-[-0.02em] text-ink">{value.toLocaleString('en')}</b> {words}
    </>
  );
}

/** A figure that shows the clusters behind it, and all of them again when it is pressed once more. */
function FigureButton({ figure, count, pressed, onPress }: { figure: FigureKey; count: number; pressed: boolean; onPress: () => void }) {
  const { words, tone } = figureWords(figure);
  if (count === 0 && !pressed) return <span className={figureClass}><FigureText words={words} value={count} tone={tone} /></span>;
  return (
    <button type="button" aria-pressed={pressed} onClick={onPress} className={clsx(figureClass, 'rounded-sm underline-offset-4 max-md:py-1.5', pressed ? 'text-ink underline decoration-accent decoration-2' : 'decoration-faint hover:underline')}>
      <FigureText words={words} value={count} tone={tone} />
    </button>
  );
}

function Figures({ campaign, children }: { campaign: CampaignDetail; children: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-baseline gap-x-6 gap-y-1.5 border-b border-line pb-3">
      {children}
      <Timing campaign={campaign} />
    </div>
  );
}

function Timing({ campaign: { startedAt, finishedAt, expectedSeconds } }: { campaign: CampaignDetail }) {
  return (
    <span className="ms-auto text-sm text-mute max-md:ms-0">
      {startedAt === null ? null : <>started <Time at={startedAt} /></>}
      {startedAt === null || finishedAt === null ? null : ` · took ${formatDuration(Date.parse(finishedAt) - Date.parse(startedAt))}`}
      {/* Where something holds every cluster, no time is planned. */}
      {expectedSeconds > 0 ? `${startedAt === null ? '' : ' · '}planned ${formatDuration(expectedSeconds * secondMs)}` : null}
    </span>
  );
}
