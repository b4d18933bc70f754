import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRegularFile } from './regular-file.ts';
import { readTarmacConfig } from './tarmac-config.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'tarmac-file-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const at = (name: string) => path.join(dir, name);
const codeOf = (file: string) => readRegularFile(file, 1024 * 1024).then(() => null, (error: { code: string }) => error.code);

test('a regular file is read whole, also through a link and when it is empty', async () => {
  const text = 'x'.repeat(200_000);
  await writeFile(at('whole'), text);
  await symlink('whole', at('link'));
  await writeFile(at('empty'), '');
  expect((await readRegularFile(at('link'), 200_000)).toString()).toBe(text);
  expect(await readRegularFile(at('empty'), 1)).toHaveLength(0);
});

test('a file of the bound is read, one byte more is refused', async () => {
  await writeFile(at('bound'), '');
  await truncate(at('bound'), 1024 * 1024);
  expect(await codeOf(at('bound'))).toBeNull();
  await truncate(at('bound'), 1024 * 1024 + 1);
  expect(await codeOf(at('bound'))).toBe('file-too-large');
});

test('a file that says nothing of its size is read no further than the bound', async () => {
  await expect(readRegularFile('/proc/self/environ', 0)).rejects.toMatchObject({ code: 'file-too-large' });
});

test('a pipe that nobody writes to, a device that never ends, a folder and a missing file are refused at once', async () => {
  await promisify(execFile)('mkfifo', [at('pipe')]);
  await mkdir(at('folder'));
  await writeFile(at('plain'), '');
  expect(await Promise.all([at('pipe'), '/dev/zero', at('folder'), at('missing'), at('plain/below')].map(codeOf))).toEqual(['file-irregular', 'file-irregular', 'file-is-folder', 'file-missing', 'file-below-file']);
});

// The superuser may read whatever the rights say.
test.skipIf(process.getuid?.() === 0)('a file that this user may not read is refused', async () => {
  await writeFile(at('locked'), 'x');
  await chmod(at('locked'), 0);
  expect(await codeOf(at('locked'))).toBe('file-forbidden');
});

test('a tarmac.yaml that is a pipe or too large is an error of one sentence', async () => {
  await promisify(execFile)('mkfifo', [at('tarmac.yaml')]);
  await expect(readTarmacConfig(at('tarmac.yaml'))).rejects.toMatchObject({ code: 'config-unreadable', message: `${at('tarmac.yaml')} is no regular file.` });
  await writeFile(at('large.yaml'), '');
  await truncate(at('large.yaml'), 1024 * 1024 + 1);
  await expect(readTarmacConfig(at('large.yaml'))).rejects.toMatchObject({ message: `${at('large.yaml')} is larger than 1 MiB.` });
});
