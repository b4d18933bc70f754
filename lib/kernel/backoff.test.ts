import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

const bounds = { firstMs: 500, maxMs: 60_000 };

test('the wait grows with the attempt, keeps at least half its ceiling and never passes the maximum', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, random) => {
      const ceiling = Math.min(bounds.maxMs, bounds.firstMs * 2 ** Math.min(attempt, 30));
      const wait = backoffMs(attempt, bounds, random);
      expect(wait).toBeGreaterThanOrEqual(Math.floor(ceiling / 2));
      expect(wait).toBeLessThanOrEqual(ceiling);
    }),
  );
});
