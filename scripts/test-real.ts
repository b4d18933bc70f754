import { rmSync } from 'node:fs';
import path from 'node:path';
import { root, runCommand } from './run-command.ts';
import { formatTally, tallyRun, tallyVitest } from './test-tally.ts';

const report = path.join(root, 'node_modules', '.cache', 'tarmac', 'vitest-real.json');

/** Builds the real systems where they are not built yet, then runs the tests that need them. */
const built = await runCommand('e2e/real/build-tools.ts', [], { show: true });
if (built.code !== 0) {
  console.log('The real systems are not there, so nothing was tested against them.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}
rmSync(report, { force: true });
const { code } = await runCommand('node_modules/vitest/vitest.mjs', ['run', '--project', 'real', '--reporter', 'default', '--reporter', 'json', '--outputFile.json', report], { show: true });
const tally = tallyRun(report, code, tallyVitest);
console.log(`\nReal systems: ${formatTally(tally)}, ${tally.skipped} skipped`);
console.log(formatTally(tally));
process.exitCode = tally.failed ? 1 : 0;
