import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes a file whole or not at all. */
export async function writeWhole(file: string, text: string, mode = 0o600): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, text, { mode });
  await rename(draft, file);
}

/** The text of a file; null when there is none. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** The demo's folder, made when it is missing, and the tokens that follow from the secret kept in it. */
export async function openStateFolder(folder: string): Promise<{ folder: string; tokenFor: (name: string) => string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'secret');
  const known = await readIfThere(file);
  const secret = known ?? randomBytes(32).toString('hex');
  if (known === null) await writeWhole(file, secret);
  return { folder, tokenFor: (name) => createHash('sha256').update(`${secret}\0${name}`).digest('hex') };
}
