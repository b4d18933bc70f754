import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

test('lasts from the start on, and not for ever while somebody looks', () => {
  const patience = createPatience(60_000, 0);
  for (let nowMs = 0; nowMs <= 600_000; nowMs += 2000) patience.lookedAt(nowMs);
  expect(patience.until()).toEqual(new Date(60_000));
});

test('begins anew with the first look after a time in which nobody could look', () => {
  const patience = createPatience(60_000, 0);
  for (const nowMs of [2000, 4000, 184_000, 186_000]) patience.lookedAt(nowMs);
  expect(patience.until()).toEqual(new Date(244_000));
});
