import { expect, test } from 'vitest';
import { budgetLabel, budgetPlace, minorSegments, overBudgetTone, percentWords, soundShare, trendOf } from './repave-figures.ts';

test('what is not known lowers the share, and only all sound is 100 %', () => {
  expect(percentWords(soundShare({ ok: 3, notOk: 0, unknown: 1 }))).toBe('75%');
  expect(percentWords(soundShare({ ok: 999, notOk: 1, unknown: 0 }))).toBe('99%');
  expect(percentWords(soundShare({ ok: 0, notOk: 1, unknown: 40 }))).toBe('0%');
  expect(percentWords(soundShare({ ok: 0, notOk: 0, unknown: 41 }))).toBe('–');
  expect(percentWords(soundShare({ ok: 0, notOk: 0, unknown: 0 }))).toBe('–');
});

test('what is unknown is taken out of the minors and told by why, each with a link to exactly what it counts', () => {
  const segments = minorSegments([
    { minor: '1.37', support: 'supported', endOfLife: '2027-10-28', clusters: 5, unknown: 1 },
    { minor: '1.34', support: 'ended', endOfLife: '2026-10-27', clusters: 6, unknown: 0 },
    { minor: null, support: 'unknown', endOfLife: null, clusters: 5, unknown: 2 },
  ]);
  expect(segments.map(({ label, value, tone, href }) => [label, value, tone, href])).toEqual([
    ['1.37', 4, 'ok', '/clusters?version=1.37&freshness=fresh'],
    ['1.34 ended', 6, 'failing', '/clusters?version=1.34&freshness=fresh'],
    ['version unknown', 3, 'unknown', '/clusters?version=unknown&freshness=fresh'],
    ['not seen lately', 3, 'unknown', '/clusters?freshness=stale,unknown'],
  ]);
});

test('no node over budget is well only where every age is known', () => {
  const bin = (overBudget: number) => ({ fromDays: 30, toDays: null, nodes: 4, clusters: 2, overBudget });
  expect(overBudgetTone({ ages: [bin(0)], nodesOfUnknownAge: 0, unknown: 0 })).toBe('ok');
  expect(overBudgetTone({ ages: [bin(0)], nodesOfUnknownAge: 2, unknown: 0 })).toBe('unknown');
  expect(overBudgetTone({ ages: [bin(0)], nodesOfUnknownAge: 0, unknown: 1 })).toBe('unknown');
  expect(overBudgetTone({ ages: [bin(1)], nodesOfUnknownAge: 2, unknown: 1 })).toBe('attention');
});

test('the budget line stands where its day lies in the bins', () => {
  const bin = (fromDays: number, toDays: number | null) => ({ fromDays, toDays, nodes: 1, clusters: 1, overBudget: 0 });
  const bins = [bin(0, 15), bin(15, 30), bin(30, 60), bin(60, null)];
  expect([0, 30, 45, 60, 200].map((days) => budgetPlace(bins, days))).toEqual([0, 2, 2.5, 3, 3.5]);
});

test('the budget is called the default where an environment has another', () => {
  expect(budgetLabel({ budgetDays: 30, environmentBudgetDays: { prod: 30 } })).toBe('30 d budget');
  expect(budgetLabel({ budgetDays: 30, environmentBudgetDays: { prod: 45 } })).toBe('30 d default budget');
});

test('a day without clusters or without a record leaves a gap in the trend, up to today', () => {
  const trend = [{ day: '2026-11-20', ok: 0, notOk: 0, unknown: 0 }, { day: '2026-11-21', ok: 1, notOk: 1, unknown: 0 }, { day: '2026-11-23', ok: 3, notOk: 1, unknown: 0 }];
  const { values, words } = trendOf(trend, '2026-11-24T00:00:00.000Z');
  expect(values).toEqual([null, 0.5, null, 0.75, null]);
  expect(words).toBe('Share of sound clusters since 2026-11-20: –, 50%, –, 75%, –');
  expect(trendOf([], '2026-11-24T00:00:00.000Z')).toEqual({ values: [], words: 'Nothing recorded yet' });
});
