import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

const mostLines = 400;
const code = /\.(ts|tsx|mjs)$/;
const generated = /^prisma\/generated\/|^\.next\//;
const vagueNames = /(^|\/)(utils?|helpers?|common|misc|shared|managers?)(\.[^/]*)?(\/|$)/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
// Names that Next.js gives a meaning to, and what it needs of them.
const routeFolder = /^(\([a-z-]+\)|\[{1,2}(\.\.\.)?[A-Za-z]+\]{1,2})$/;

/** One sentence for each file of our own that is too long or badly named; empty when all are well. */
export async function findMisshapenFiles(root: string, folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.filter((folder) => existsSync(path.join(root, folder))).map(async (folder) => {
      const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
      return entries.filter((entry) => entry.isFile() && code.test(entry.name)).map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    }),
  );
  const files = found.flat().filter((file) => !generated.test(file) && !file.includes('node_modules/')).toSorted();
  const complaints = await Promise.all(files.map(async (file) => [...examineName(file), ...examineLength(file, await readFile(path.join(root, file), 'utf8'))]));
  return complaints.flat();
}

/** What is wrong with the name of `file`, a path from the root with slashes. */
export function examineName(file: string): string[] {
  const parts = file.split('/');
  const badPart = parts.find((part) => !kebabCase.test(part) && !routeFolder.test(part));
  return [
    ...(badPart ? [`${file}: ${badPart} is not kebab-case.`] : []),
    ...(vagueNames.test(file) ? [`${file}: the name says nothing about what is in it.`] : []),
  ];
}

/** What is wrong with the length of `file`. */
export function examineLength(file: string, text: string): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > mostLines ? [`${file}: ${lines} lines are more than ${mostLines}.`] : [];
}
