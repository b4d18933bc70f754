import { execFileSync } from 'node:child_process';
import { getPriority } from 'node:os';
import { expect, test } from 'vitest';

const program = `
  const { lowerPriority } = await import(process.argv[1]);
  lowerPriority();
  console.log((await import('node:os')).getPriority());
`;
const module = new URL('lower-priority.ts', import.meta.url).href;
const priorityBegunAt = (niceness: number): number =>
  Number(execFileSync('nice', ['-n', String(niceness), process.execPath, '--input-type=module', '-e', program, module], { encoding: 'utf8' }));

test('a process goes below normal, and one that was begun lower stays there', () => {
  expect(priorityBegunAt(0)).toBe(Math.max(10, getPriority()));
  expect(priorityBegunAt(15)).toBe(Math.min(19, getPriority() + 15));
});
