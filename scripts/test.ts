import { rmSync } from 'node:fs';
import path from 'node:path';
import { formatCheck, runChecks } from './check.ts';
import { root, runCommand } from './run-command.ts';
import { formatTally, sumTallies, tallyPlaywright, tallyRun, tallyVitest } from './test-tally.ts';
import type { Tally } from './test-tally.ts';

const reports = path.join(root, 'node_modules', '.cache', 'tarmac');
const vitestFile = path.join(reports, 'vitest.json');
const journeysFile = path.join(root, 'test-results', 'journeys.json');

/** All that a plain machine can test, one step after another; a step that breaks does not keep the next from running. */
const steps: [title: string, run: () => Promise<Tally>][] = [
  [
    'Static checks',
    async () => {
      const results = await runChecks((result) => console.log(formatCheck(result)));
      const passed = results.filter((result) => result.passed).length;
      return { passed, failed: results.length - passed, skipped: 0 };
    },
  ],
  [
    'Unit and database tests',
    async () => {
      rmSync(vitestFile, { force: true });
      const { code } = await runCommand('node_modules/vitest/vitest.mjs', ['run', '--project', 'unit', '--project', 'db', '--reporter', 'default', '--reporter', 'json', '--outputFile.json', vitestFile], { show: true });
      return tallyRun(vitestFile, code, tallyVitest);
    },
  ],
  [
    'Browser tests',
    async () => {
      rmSync(journeysFile, { force: true });
      const { code } = await runCommand('node_modules/@playwright/test/cli.js', ['test'], { show: true });
      return tallyRun(journeysFile, code, tallyPlaywright);
    },
  ],
];

const tallies: Tally[] = [];
for (const [title, run] of steps) {
  console.log(`\n== ${title}`);
  tallies.push(
    await run().catch((thrown: unknown) => {
      console.log(thrown instanceof Error ? thrown.message : String(thrown));
      return { passed: 0, failed: 1, skipped: 0 };
    }),
  );
}
console.log('');
steps.forEach(([title], index) => console.log(`${title}: ${formatTally(tallies[index]!)}, ${tallies[index]!.skipped} skipped`));
const sum = sumTallies(tallies);
console.log(formatTally(sum));
process.exitCode = sum.failed ? 1 : 0;
