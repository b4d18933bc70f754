import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withScratchDatabase } from './scratch-database.ts';
import { diffDatabase, readSchemaFiles } from './schema-engine.ts';

const migrationsDir = path.join(import.meta.dirname, 'migrations');
const handWrittenMark = '-- What the Prisma schema cannot say:';

/**
 * Writes the migration that takes the database from all migrations to the Prisma schema, and returns its name, or
 * null when there is nothing to do. A `name` that exists as a folder is made again, with its hand-written end kept;
 * that is for the time before any database holds it,
 * and later migrations must then be such that the schema knows nothing of (triggers and the like).
 */
export async function writeMigration(name: string, now = new Date()): Promise<string | null> {
  if (!/^[a-z0-9_]{1,80}$/.test(name)) throw new Error(`A migration's name has only a-z, 0-9 and _: ${name}`);
  const existing = (await readdir(migrationsDir)).filter((entry) => /^\d+_/.test(entry)).toSorted();
  const remake = existing.includes(name);

  const earlier = await mkdtemp(path.join(tmpdir(), 'tarmac-migrations-'));
  try {
    for (const entry of existing) if (!remake || entry < name) await cp(path.join(migrationsDir, entry), path.join(earlier, entry), { recursive: true });
    const files = await readSchemaFiles();
    const script = await withScratchDatabase(earlier, (url) => diffDatabase(url, files));
    if (!script) return null;
    const folder = remake ? name : `${now.toISOString().replace(/\D/g, '').slice(0, 14)}_${name}`;
    const target = path.join(migrationsDir, folder, 'migration.sql');
    const handWritten = remake ? await readHandWritten(target) : '';
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, `${script}\n${handWritten}`);
    return folder;
  } finally {
    await rm(earlier, { recursive: true, force: true });
  }
}

async function readHandWritten(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  const start = text.indexOf(handWrittenMark);
  return start < 0 ? '' : `\n${text.slice(start)}`;
}

if (import.meta.main) {
  const name = process.argv[2];
  if (!name) {
    console.error('Say what the migration does: npm run db:diff -- add_waivers');
    process.exit(1);
  }
  const written = await writeMigration(name);
  console.log(written ? `Wrote prisma/migrations/${written}/migration.sql: read it before you keep it.` : 'The migrations already give the schema: nothing to write.');
}
