import { expect, test } from 'vitest';
import { supportOf, type SupportCalendar } from './support-calendar.ts';
import data from './support-calendar-data.json' with { type: 'json' };

const calendar: SupportCalendar = data;
const on = (day: string) => new Date(`${day}T12:00:00Z`);

test.each([
  ['v1.36.4', '2026-11-23', 'supported'],
  ['v1.35.9', '2026-12-27', 'supported'],
  ['v1.35.9', '2026-12-28', 'maintenance'],
  ['v1.35.9', '2027-02-28', 'maintenance'],
  ['v1.35.9', '2027-03-01', 'ended'],
  ['v1.31.1', '2025-11-11', 'supported'],
  ['v1.31.1', '2025-11-12', 'ended'],
  ['v1.99.0', '2026-11-23', 'unknown'],
  ['nonsense', '2026-11-23', 'unknown'],
])('%s on %s is %s', (version, day, state) => {
  expect(supportOf(version, calendar, on(day)).state).toBe(state);
});

test('no version is unknown', () => {
  expect(supportOf(null, calendar, on('2026-11-23'))).toEqual({ state: 'unknown', endOfLife: null });
});
