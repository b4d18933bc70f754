import { expect, test } from 'vitest';
import { drainTimeoutSeconds } from './drain-timeout.ts';

test.each([
  ['10m0s', 600], ['1h30m0s', 5400], ['0s', 0], ['0', 0], ['500ms', 1], ['1.5h', 5400], [null, null], ['', null], ['ten', null], ['5m!', null],
])('%j is %j seconds', (duration, seconds) => {
  expect(drainTimeoutSeconds(duration)).toBe(seconds);
});
