import type { Segment } from '#components/charts/stacked-bar.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { Overview } from '#lib/api/contract/fleet.ts';
import { dayMs } from '#lib/kernel/duration.ts';

type Repave = Overview['repave'];

/** The share of clusters known to be sound, of all clusters: what is not known lowers it. Null where nothing is known of any. */
export function soundShare({ ok, notOk, unknown }: { ok: number; notOk: number; unknown: number }): number | null {
  const known = ok + notOk;
  return known === 0 ? null : ok / (known + unknown);
}

/** A share as whole percent, rounded down, so that 100 % means all. */
export function percentWords(share: number | null): string {
  return share === null ? '–' : `${Math.floor(share * 100)}%`;
}

const supportTone: Record<Repave['minors'][number]['support'], Tone> = { supported: 'ok', maintenance: 'attention', ended: 'failing', unknown: 'unknown' };

/**
 * One segment a minor, newest first, then what is unknown, by why: no version that can be read, and not seen lately, whose
 * version may be another by now. The link of each lists exactly the clusters that it counts.
 */
export function minorSegments(minors: Repave['minors']): Segment[] {
  const known = minors.filter(({ minor }) => minor !== null);
  const supported = known.filter(({ support }) => support === 'supported');
  const segments = known.map(({ minor, support, clusters, unknown }): Segment => ({
    key: minor ?? '',
    label: support === 'ended' || support === 'maintenance' ? `${minor} ${support}` : (minor ?? ''),
    value: clusters - unknown,
    tone: supportTone[support],
    strength: support === 'supported' ? 1 - 0.4 * (supported.findIndex((entry) => entry.minor === minor) / Math.max(1, supported.length)) : 1,
    href: `/clusters?version=${minor}&freshness=fresh`,
    glyph: support !== 'supported',
  }));
  const unread = minors.filter(({ minor }) => minor === null).reduce((sum, { clusters, unknown }) => sum + clusters - unknown, 0);
  const unseen = minors.reduce((sum, { unknown }) => sum + unknown, 0);
  return [
    ...segments,
    { key: 'unread', label: 'version unknown', value: unread, tone: 'unknown', href: '/clusters?version=unknown&freshness=fresh', glyph: true },
    { key: 'unseen', label: 'not seen lately', value: unseen, tone: 'unknown', href: '/clusters?freshness=stale,unknown', glyph: true },
  ];
}

/** What the figure of nodes over their budget is worth: not well as long as the age of any node, or of any cluster's nodes, is not known. */
export function overBudgetTone({ ages, nodesOfUnknownAge, unknown }: Pick<Repave, 'ages' | 'nodesOfUnknownAge' | 'unknown'>): Tone {
  if (ages.some(({ overBudget }) => overBudget > 0)) return 'attention';
  return nodesOfUnknownAge > 0 || unknown > 0 ? 'unknown' : 'ok';
}

/** The place of the budget's line in bins from the left, within a bin by its days; in the last, which has no end, the middle. */
export function budgetPlace(ages: Repave['ages'], budgetDays: number): number {
  const index = ages.findIndex(({ toDays }) => toDays === null || budgetDays < toDays);
  const bin = ages[index];
  if (!bin) return ages.length;
  if (bin.toDays === null) return budgetDays > bin.fromDays ? index + 0.5 : index;
  return index + (budgetDays - bin.fromDays) / (bin.toDays - bin.fromDays);
}

/** What stands at the budget's line: where environments have a budget of their own it is only the default. */
export function budgetLabel({ budgetDays, environmentBudgetDays }: Pick<Repave, 'budgetDays' | 'environmentBudgetDays'>): string {
  const others = Object.values(environmentBudgetDays).some((days) => days !== budgetDays);
  return `${budgetDays} d ${others ? 'default ' : ''}budget`;
}

/** The trend as shares from its first day to the day of `asOf`, oldest first, null where nothing was recorded, and in words how far back it goes. */
export function trendOf(trend: Repave['trend'], asOf: string): { values: (number | null)[]; words: string } {
  const [first] = trend;
  if (!first) return { values: [], words: 'Nothing recorded yet' };
  const shares = new Map(trend.map((figures) => [figures.day, soundShare(figures)]));
  const values = daysUpTo(first.day, asOf).map((day) => shares.get(day) ?? null);
  return { values, words: `Share of sound clusters since ${first.day}: ${values.map(percentWords).join(', ')}` };
}

function daysUpTo(first: string, last: string): string[] {
  const start = Date.parse(first);
  return Array.from({ length: Math.floor((Date.parse(last) - start) / dayMs) + 1 }, (_, index) => new Date(start + index * dayMs).toISOString().slice(0, 10));
}
