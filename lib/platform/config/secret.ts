import { hkdfSync, randomBytes } from 'node:crypto';
import { link, mkdir, readFile, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeError } from '#lib/kernel/app-error.ts';
import { ConfigError } from './config-error.ts';

/**
 * The installation's secret key, 32 bytes: made from TARMAC_SECRET when that is set, else from the file `secret`
 * (0600) in the data folder, which is made at the first call. All keys in use come from it by {@link deriveKey}.
 */
export async function readSecret({ secret, dataDir }: { secret?: string; dataDir: string }): Promise<Buffer> {
  if (secret) return derive(Buffer.from(secret, 'utf8'), 'tarmac installation');
  const file = path.join(dataDir, 'secret');
  try {
    const { mode } = await makeOnce(file);
    if (mode & 0o077) throw new ConfigError('secret-invalid', `${file} can be read by other users: run chmod 600 on it, and think about a new one.`);
    const text = (await readFile(file, 'utf8')).trim();
    if (!/^[0-9a-f]{64}$/.test(text)) throw new ConfigError('secret-invalid', `${file} does not hold 64 hexadecimal digits: bring it back from a backup, since what it sealed cannot be opened without it.`);
    return Buffer.from(text, 'hex');
  } catch (thrown) {
    if (thrown instanceof ConfigError) throw thrown;
    throw new ConfigError('secret-invalid', `${file} cannot be read or made: ${describeError(thrown)}.`, { cause: thrown });
  }
}

/** A 32-byte key for one purpose; the same secret and purpose always give the same key. */
export function deriveKey(secret: Buffer, purpose: string): Buffer {
  return derive(secret, `tarmac key: ${purpose}`);
}

function derive(material: Buffer, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', material, '', info, 32));
}

async function makeOnce(file: string): Promise<{ mode: number }> {
  const found = await stat(file).catch(() => null);
  if (found) return found;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o711 });
  // Linked into place whole, so that of two processes that start together both read the same secret.
  const fresh = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFile(fresh, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  try {
    await link(fresh, file);
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  } finally {
    await unlink(fresh);
  }
  return stat(file);
}
