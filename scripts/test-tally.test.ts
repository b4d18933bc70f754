import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatTally, sumTallies, tallyPlaywright, tallyRun, tallyVitest } from './test-tally.ts';

let file: string;

beforeEach(() => {
  file = path.join(mkdtempSync(path.join(tmpdir(), 'tarmac-tally-')), 'report.json');
});
afterEach(() => rmSync(path.dirname(file), { recursive: true }));

const vitest = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1 };

describe('tallyRun', () => {
  test('counts what each runner reports', () => {
    writeFileSync(file, JSON.stringify(vitest));
    expect(tallyRun(file, 0, tallyVitest)).toEqual({ passed: 5, failed: 0, skipped: 2 });
    writeFileSync(file, JSON.stringify({ stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 0 } }));
    expect(tallyRun(file, 1, tallyPlaywright)).toEqual({ passed: 4, failed: 2, skipped: 0 });
  });

  test('counts a runner that broke as a failure', () => {
    expect(tallyRun(file, 0, tallyVitest)).toMatchObject({ failed: 1 });
    writeFileSync(file, '{ "numPassed');
    expect(tallyRun(file, 0, tallyVitest)).toMatchObject({ failed: 1 });
    writeFileSync(file, JSON.stringify(vitest));
    expect(tallyRun(file, 1, tallyVitest)).toEqual({ passed: 5, failed: 1, skipped: 2 });
    writeFileSync(file, JSON.stringify({ ...vitest, numPassedTests: 0 }));
    expect(tallyRun(file, 0, tallyVitest)).toMatchObject({ failed: 1 });
  });
});

test('the last line is the sum', () => {
  expect(formatTally(sumTallies([{ passed: 2, failed: 1, skipped: 3 }, { passed: 4, failed: 0, skipped: 0 }]))).toBe('6 passed, 1 failed');
});
