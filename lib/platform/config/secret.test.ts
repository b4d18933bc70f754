import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deriveKey, readSecret } from './secret.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = path.join(await mkdtemp(path.join(tmpdir(), 'tarmac-secret-')), 'data');
});
afterEach(() => rm(path.dirname(dataDir), { recursive: true, force: true }));

describe('readSecret', () => {
  test('makes one secret, also when many ask at once, in a file that only its owner reads', async () => {
    const secrets = await Promise.all(Array.from({ length: 8 }, () => readSecret({ dataDir })));
    expect(new Set(secrets.map((secret) => secret.toString('hex'))).size).toBe(1);
    expect(secrets[0]).toHaveLength(32);
    expect((await stat(path.join(dataDir, 'secret'))).mode & 0o777).toBe(0o600);
    expect(await readdir(dataDir)).toEqual(['secret']);
  });

  test('takes the one of the environment first and writes nothing', async () => {
    const given = await readSecret({ dataDir, secret: 'x'.repeat(40) });
    expect(given).toEqual(await readSecret({ dataDir, secret: 'x'.repeat(40) }));
    expect(given).not.toEqual(await readSecret({ dataDir, secret: 'y'.repeat(40) }));
    await expect(stat(dataDir)).rejects.toThrow('ENOENT');
  });

  test('refuses a file that others may read or that holds something else', async () => {
    await readSecret({ dataDir });
    const file = path.join(dataDir, 'secret');
    await chmod(file, 0o644);
    await expect(readSecret({ dataDir })).rejects.toMatchObject({ code: 'secret-invalid', message: expect.stringContaining('chmod 600') });
    await chmod(file, 0o600);
    await writeFile(file, 'something else');
    await expect(readSecret({ dataDir })).rejects.toMatchObject({ code: 'secret-invalid' });
  });
});

test('deriveKey gives one key for each purpose', async () => {
  const secret = await readSecret({ dataDir });
  expect(deriveKey(secret, 'sessions')).toEqual(deriveKey(secret, 'sessions'));
  expect(deriveKey(secret, 'sessions')).not.toEqual(deriveKey(secret, 'sources'));
});
