import { chmod, mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeProblem, openSourceSettings } from './source-settings.ts';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'tarmac-kubeconfig-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const open = (file: string) =>
  openSourceSettings(
    { id: '00000000-0000-8000-8000-000000000001', name: 'main', kind: 'cluster-api', origin: 'file', config: { kubeconfigFile: file }, secret: null, revision: '1', problem: null, created_at: new Date(0) },
    [],
    { environment: [], region: [], team: [] },
  );
const problemOf = (file: string) => open(file).then(() => null, describeProblem);

describe('the kubeconfig file of a source', () => {
  test('is read, and paths in it count from its folder', async () => {
    const file = path.join(dir, 'good.yaml');
    await writeFile(file, 'apiVersion: v1');
    expect(await open(file)).toMatchObject({ kubeconfig: 'apiVersion: v1', baseDirectory: dir, trusted: true });
  });

  test('that is not there says so once, and what to do; where it should be is for the log alone', async () => {
    const file = path.join(dir, 'missing.yaml');
    expect(await problemOf(file)).toEqual({ code: 'kubeconfig-unreadable', message: 'The kubeconfig missing.yaml that tarmac.yaml names does not exist: put it there, or correct kubeconfigFile in tarmac.yaml.' });
    await expect(open(file)).rejects.toThrow(expect.objectContaining({ cause: expect.objectContaining({ message: `${file} does not exist` }) }));
  });

  test('below a file says that its path is wrong', async () => {
    const file = path.join(dir, 'plain');
    await writeFile(file, '');
    expect((await problemOf(path.join(file, 'config')))?.message).toMatch(/a part of its path is a file: correct kubeconfigFile/);
  });

  test('that is a folder asks for the file inside it', async () => {
    const folder = path.join(dir, 'folder');
    await mkdir(folder);
    expect(await problemOf(folder)).toEqual({ code: 'kubeconfig-unreadable', message: 'The kubeconfig folder that tarmac.yaml names is a folder: name the file inside it as kubeconfigFile in tarmac.yaml.' });
  });

  test('that is larger than 4 MiB is refused, one of exactly 4 MiB is not', async () => {
    const file = path.join(dir, 'large.yaml');
    await writeFile(file, '');
    await truncate(file, 4 * 1024 * 1024 + 1);
    expect((await problemOf(file))?.message).toBe('The kubeconfig large.yaml that tarmac.yaml names is larger than 4 MiB, as no kubeconfig is: correct kubeconfigFile in tarmac.yaml.');
    await truncate(file, 4 * 1024 * 1024);
    expect(await problemOf(file)).toBeNull();
  });

  // The superuser may read whatever the rights say.
  test.skipIf(process.getuid?.() === 0)('that this user may not read asks for the right', async () => {
    const file = path.join(dir, 'locked.yaml');
    await writeFile(file, 'x');
    await chmod(file, 0);
    expect((await problemOf(file))?.message).toBe('The kubeconfig locked.yaml that tarmac.yaml names may not be read by the user that runs Tarmac: give that user the right to read it and the folders above it.');
  });
});
