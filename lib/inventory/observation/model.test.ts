import { describe, expect, test } from 'vitest';
import { toStorableTime } from './model.ts';

describe('toStorableTime', () => {
  test.each([
    ['2026-11-01T00:00:00Z', '2026-11-01T00:00:00.000Z'],
    ['2026-11-28T23:59:59Z', '2026-11-28T23:59:59.000Z'],
    ['2026-11-30T12:00:00Z', '2026-11-30T12:00:00.000Z'],
    ['2026-11-01T01:00:00.5+01:00', '2026-11-01T00:00:00.500Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is stored as %s', (text, stored) => expect(toStorableTime(text)).toBe(stored));

  test.each(['0000-12-31T23:59:59Z', '2026-13-01T00:00:00Z', '2026-00-10T00:00:00Z', '2026-11-00T00:00:00Z', '2026-11-01T25:00:00Z', '2026-11-01T00:60:00Z', 'soon', '', null, 3])(
    '%s is no time', (text) => expect(toStorableTime(text)).toBeNull(),
  );

  test('it gives the moment that Date reads, on every day of a month', () => {
    for (let ms = Date.UTC(2023, 11, 20); ms < Date.UTC(2024, 3, 2); ms += 7_777_777) {
      const text = new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
      expect(toStorableTime(text)).toBe(new Date(text).toISOString());
    }
  });
});
