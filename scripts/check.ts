import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { findMisshapenFiles } from './file-shape.ts';
import { root, runCommand } from './run-command.ts';

/** How one check went; `words` is what it has to say about a failure. */
export type CheckResult = { name: string; passed: boolean; words: string; ms: number };

type Check = { name: string; run(): Promise<{ passed: boolean; words: string }> };

const sourceFolders = ['app', 'bench', 'bin', 'components', 'e2e', 'lib', 'prisma', 'scripts'].filter((folder) => existsSync(path.join(root, folder)));

const command = (name: string, file: string, args: string[]): Check => ({
  name,
  run: async () => {
    const { code, output } = await runCommand(file, args);
    return { passed: code === 0, words: output.trim() };
  },
});

const checks: Check[] = [
  command('types', 'node_modules/typescript/bin/tsc', ['--noEmit', '-p', '.']),
  command('import rules', 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', ...sourceFolders]),
  command('dead code', 'node_modules/knip/bin/knip.js', ['--no-progress', '--no-config-hints']),
  command('lint', 'node_modules/oxlint/bin/oxlint', ['--deny-warnings', '.']),
  {
    name: 'file sizes and names',
    run: async () => {
      const words = await findMisshapenFiles(root, sourceFolders);
      return { passed: words.length === 0, words: words.join('\n') };
    },
  },
];

/** Runs all static checks, as many at once as there are cores, and tells each as it ends. */
export async function runChecks(report: (result: CheckResult) => void): Promise<CheckResult[]> {
  const waiting = [...checks];
  const results: CheckResult[] = [];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const startedAt = performance.now();
      const { passed, words } = await check.run();
      const result = { name: check.name, passed, words, ms: performance.now() - startedAt };
      results.push(result);
      report(result);
    }
  };
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, work));
  return results;
}

/** A line for a check that passed; its words below it for one that failed. */
export function formatCheck({ name, passed, words, ms }: CheckResult): string {
  return `${passed ? 'ok    ' : 'FAILED'}  ${name} (${(ms / 1000).toFixed(1)} s)${passed ? '' : `\n${words}\n`}`;
}

if (import.meta.main) {
  const results = await runChecks((result) => console.log(formatCheck(result)));
  process.exitCode = results.every((result) => result.passed) ? 0 : 1;
}
