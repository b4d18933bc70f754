import { expect, test } from 'vitest';
import { binsWithinBudget, minorSegments, percentWords, soundShare, trendOf } from './repave-figures.ts';

test('what is not known lowers the share, and only all sound is 100 %', () => {
  expect(percentWords(soundShare({ ok: 3, notOk: 0, unknown: 1 }))).toBe('75%');
  expect(percentWords(soundShare({ ok: 999, notOk: 1, unknown: 0 }))).toBe('99%');
  expect(percentWords(soundShare({ ok: 0, notOk: 0, unknown: 0 }))).toBe('–');
});

test('clusters not seen lately are taken out of their minor and shown as unknown', () => {
  const segments = minorSegments([
    { minor: '1.37', support: 'supported', endOfLife: '2027-10-28', clusters: 5, unknown: 1 },
    { minor: '1.34', support: 'ended', endOfLife: '2026-10-27', clusters: 6, unknown: 0 },
    { minor: null, support: 'unknown', endOfLife: null, clusters: 2, unknown: 2 },
  ]);
  expect(segments.map(({ label, value, tone }) => [label, value, tone])).toEqual([
    ['1.37', 4, 'ok'],
    ['1.34 ended', 6, 'failing'],
    ['unknown', 3, 'unknown'],
  ]);
});

test('the budget line stands after the last bin that is within it', () => {
  const bin = (fromDays: number, toDays: number | null) => ({ fromDays, toDays, nodes: 1, overBudget: 0 });
  expect(binsWithinBudget([bin(0, 15), bin(15, 30), bin(30, 45), bin(45, null)], 30)).toBe(2);
});

test('a day without clusters leaves a gap in the trend', () => {
  const { values, words } = trendOf([{ day: '2026-11-22', ok: 0, notOk: 0, unknown: 0 }, { day: '2026-11-23', ok: 1, notOk: 1, unknown: 0 }]);
  expect(values).toEqual([null, 0.5]);
  expect(words).toContain('since 2026-11-22');
  expect(trendOf([]).words).toBe('Nothing recorded yet');
});
