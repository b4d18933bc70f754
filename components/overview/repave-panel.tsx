import { Histogram } from '#components/charts/histogram.tsx';
import { Sparkline } from '#components/charts/sparkline.tsx';
import { StackedBar } from '#components/charts/stacked-bar.tsx';
import { nodeAgeBandWords } from '#components/clusters/cluster-state.ts';
import { Age } from '#components/ui/age.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Overview } from '#lib/api/contract/fleet.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { budgetLabel, budgetPlace, minorSegments, overBudgetTone, percentWords, soundShare, trendOf } from './repave-figures.ts';

type Repave = Overview['repave'];

/** Clusters kept young: versions against end of life, node ages against the budget, the worst, and what would help most. */
export function RepavePanel({ overview: { repave, clusters, asOf } }: { overview: Overview }) {
  const trend = trendOf(repave.trend, asOf);
  return (
    <Panel
      title="Repave"
      note="clusters kept young"
      actions={<TextLink href="/clusters">{countWords(clusters, 'cluster')} →</TextLink>}
      footer={repave.action ? <HelpfulAction action={repave.action} /> : undefined}
    >
      <div className="mt-2 grid gap-x-10 gap-y-5 lg:grid-cols-[1.25fr_1fr]">
        <div className="min-w-0">
          <div className="mb-3 flex items-end gap-3">
            <TextLink href="/clusters?support=supported,maintenance&age=within-budget&freshness=fresh" className="flex min-w-0 items-end gap-3">
              <b className="text-[34px] leading-none font-semibold tracking-[-0.03em]">{percentWords(soundShare(repave))}</b>
              <span className="min-w-0 text-mute">
                on a supported version
                <br />
                and within age budget
              </span>
            </TextLink>
            <span className="ms-auto shrink-0 text-sm text-faint max-sm:hidden">{trend.values.length > 1 ? <Sparkline values={trend.values} label={trend.words} /> : 'its trend begins tomorrow'}</span>
          </div>
          <StackedBar segments={minorSegments(repave.minors)} label="Clusters by Kubernetes minor" monospace />
          <WorstClusters worst={repave.worst} unknown={repave.unknown} />
        </div>
        <AgeHistogram repave={repave} />
      </div>
    </Panel>
  );
}

function AgeHistogram({ repave }: { repave: Repave }) {
  const { ages, budgetDays, nodesOfUnknownAge } = repave;
  const bins = ages.map(({ fromDays, toDays, nodes, clusters, overBudget }) => {
    const band = `${fromDays}-${toDays ?? ''}`;
    return { key: String(fromDays), label: nodeAgeBandWords(band), value: nodes, where: `in ${countWords(clusters, 'cluster')}`, over: overBudget, href: `/clusters?nodesAged=${band}&sort=oldestNode` };
  });
  const over = ages.reduce((sum, bin) => sum + bin.overBudget, 0);
  return (
    <div className="min-w-0">
      <h3 className="mb-1 text-sm text-mute">Nodes by age</h3>
      <Histogram bins={bins} label="Nodes by age" budgetAfter={budgetPlace(ages, budgetDays)} budgetLabel={budgetLabel(repave)} />
      <div aria-hidden className="mt-1 flex text-xs text-faint">
        {bins.map((bin) => (
          <span key={bin.key} className="flex-1 truncate">
            {bin.key} d
          </span>
        ))}
      </div>
      <p className="mt-2 flex flex-wrap gap-x-3.5 gap-y-1 text-sm text-mute">
        <TextLink href="/clusters?age=over-budget&sort=oldestNode">
          <Status tone={overBudgetTone(repave)}>
            {countWords(over, 'node')} over budget
          </Status>
        </TextLink>
        {nodesOfUnknownAge > 0 ? (
          <TextLink href="/clusters?nodesAged=unknown">
            <Status tone="unknown">{nodesOfUnknownAge.toLocaleString('en')} of unknown age</Status>
          </TextLink>
        ) : null}
      </p>
    </div>
  );
}

function WorstClusters({ worst, unknown }: { worst: Repave['worst']; unknown: number }) {
  if (worst.length === 0) {
    return (
      <p className="mt-4 text-mute">
        {unknown === 0 ? 'No cluster stands out: all are supported and within the age budget.' : 'No cluster that was seen lately stands out; of the others nothing is known.'}
      </p>
    );
  }
  return (
    <table className="mt-3 w-full table-fixed" aria-label="Clusters that need it most">
      <tbody>
        {worst.map((cluster) => (
          <tr key={cluster.clusterId} className="[&>td]:border-t [&>td]:border-line2 [&>td]:py-1.5 [&>td]:align-baseline">
            <td className="truncate pe-2">
              <TextLink href={`/clusters/${cluster.clusterId}`}>{cluster.name}</TextLink> <span className="text-sm text-faint max-sm:hidden">{cluster.team}</span>
            </td>
            <td className="mono w-[104px]">
              <span className="flex items-baseline gap-1.5">
                <StatusGlyph className="self-center" tone={cluster.unknown ? 'unknown' : cluster.support === 'ended' ? 'failing' : cluster.support === 'supported' ? 'ok' : 'attention'} label={cluster.unknown ? 'not seen lately' : cluster.support} />
                {cluster.version ?? 'unknown'}
              </span>
            </td>
            <td className="w-[124px] text-end">
              {cluster.unknown ? (
                <span className="text-unk">
                  {cluster.observedAt ? <>seen <Time at={cluster.observedAt} /></> : 'never reached'}
                </span>
              ) : (
                <Age since={cluster.oldestNodeCreatedAt} budgetDays={cluster.nodeAgeBudgetDays} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function HelpfulAction({ action }: { action: NonNullable<Repave['action']> }) {
  return (
    <>
      <span className="min-w-0">{action.text}</span>
      <TextLink href={action.href} className={buttonClass('primary', 'hover:no-underline')}>
        {action.label}
      </TextLink>
    </>
  );
}
