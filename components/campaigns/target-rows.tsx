'use client';
import clsx from 'clsx';
import { useState } from 'react';
import { MachineCells } from '#components/charts/machine-cells.tsx';
import { Button } from '#components/ui/button.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { useNow } from '#components/ui/now.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { CampaignDetail, CampaignTarget } from '#lib/api/contract/campaigns.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import { type FigureKey, figureWords, targetTone, targetWords } from './campaign-state.ts';
import { machineCells, targetLine } from './machine-tone.ts';
import type { TargetInTurn } from './plan-groups.ts';
import { runningText } from './running-text.ts';
import { TargetDetail } from './target-detail.tsx';

// Every row takes part in the columns of the list, so that cells and words stand under each other whatever the names are.
const columns = 'md:grid-cols-[auto_fit-content(240px)_fit-content(228px)_minmax(0,1fr)_auto_auto]';

type TargetRowsProps = {
  campaign: Pick<CampaignDetail, 'id' | 'state' | 'targets'>;
  rows: (TargetInTurn & { figure: FigureKey })[];
  /** The figure whose clusters the rows are; null when they are all. */
  shown: FigureKey | null;
  onShowAll: () => void;
};

/** Targets as rows, each with a cell for every machine; a row opens to its machines. */
export function TargetRows({ campaign: { id, state, targets }, rows, shown, onShowAll }: TargetRowsProps) {
  const [chosen, setChosen] = useState<Record<string, boolean>>({});
  return (
    <section aria-label="Clusters" className="min-w-0">
      {shown === null ? null : (
        <p className="mb-2 flex flex-wrap items-center gap-x-2 text-mute">
          {rows.length.toLocaleString('en')} of {countWords(targets.length, 'cluster')}: {figureWords(shown).words}
          <Button kind="quiet" onClick={onShowAll}>Show all</Button>
        </p>
      )}
      {rows.length === 0 ? null : (
        <ul className={clsx('grid self-start overflow-hidden rounded-[10px] border border-line bg-panel', columns)} aria-label="Clusters of this campaign">
          <li aria-hidden className="col-span-full grid grid-cols-subgrid border-b border-line px-3 py-1.5 text-sm text-faint max-md:hidden">
            <span className="col-start-5 ps-4 text-end">planned</span>
            <span className="w-[68px] text-end">took</span>
          </li>
          {rows.map(({ target, planned, holder, figure }) => {
            const open = chosen[target.clusterId] ?? (targets.length === 1 || target.state === 'blocked' || target.state === 'failed');
            const held = figure === 'held';
            const words = held ? 'held' : targetWords(target, state);
            const tone = held ? figureWords(figure).tone : targetTone(target.state, state);
            return (
              <li key={target.clusterId} className="col-span-full grid grid-cols-subgrid border-b border-line last:border-0">
                <TargetRow words={words} tone={tone} target={target} holder={holder} open={open} onToggle={() => setChosen({ ...chosen, [target.clusterId]: !open })} />
                {open ? <TargetDetail campaignId={id} words={words} tone={tone} target={target} heldBy={held ? (planned ?? null) : null} /> : null}
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

type TargetRowProps = { target: CampaignTarget; holder: string | null; words: string; tone: Tone; open: boolean; onToggle: () => void };

function TargetRow({ target, holder, words, tone, open, onToggle }: TargetRowProps) {
  const cells = machineCells(target);
  const line = runningText(targetLine(target, holder));
  // Of a cluster of which nothing can be asked no time is planned.
  const planned = target.steps === 0 ? null : formatDuration(target.expectedSeconds * secondMs);
  return (
    <div className={clsx('col-span-full grid min-h-[38px] grid-cols-subgrid items-center px-3 py-1.5 max-md:grid-cols-[auto_minmax(0,1fr)_auto] max-md:gap-y-1', open && 'bg-hover')}>
      <button type="button" aria-expanded={open} aria-label={`${open ? 'Hide' : 'Show'} the machines of ${target.clusterName}`} onClick={onToggle} className="-ms-1 flex h-7 items-center gap-1 rounded px-1 hover:bg-hover max-md:h-10">
        <Icon name="chevron" className={clsx('size-3.5 text-faint', !open && '-rotate-90')} />
        <StatusGlyph tone={tone} label={words} />
      </button>
      <TextLink href={`/clusters/${target.clusterId}`} className="ms-1.5 truncate font-medium" data-tip={target.clusterName}>
        {target.clusterName}
      </TextLink>
      <MachineCells cells={cells} label={`${target.replaced} of ${cells.length} machines replaced`} className="max-w-[208px] !shrink max-md:col-span-2 max-md:col-start-2 max-md:row-start-2 max-md:ms-1.5 max-md:max-w-none md:ms-5" />
      <span className="min-w-0 truncate text-mute max-md:col-span-2 max-md:col-start-2 max-md:ms-1.5 max-md:line-clamp-2 max-md:whitespace-normal md:ms-3" data-tip={line}>
        {line}
      </span>
      <span className="text-end text-sm whitespace-nowrap text-mute max-md:hidden md:ps-4">
        <span className="sr-only">planned </span>
        {planned}
      </span>
      <span className="text-end text-sm whitespace-nowrap text-mute max-md:col-start-3 max-md:row-start-1 md:w-[68px]">
        <Elapsed target={target} />
        {planned === null ? null : <span className="md:hidden">{target.startedAt === null ? 'planned' : ' of'} {planned}</span>}
      </span>
    </div>
  );
}

function Elapsed({ target: { startedAt, finishedAt } }: { target: CampaignTarget }) {
  const nowMs = useNow(secondMs);
  if (startedAt === null) return null;
  return (
    <>
      <span className="sr-only">took </span>
      {formatDuration((finishedAt === null ? nowMs : Date.parse(finishedAt)) - Date.parse(startedAt))}
    </>
  );
}
