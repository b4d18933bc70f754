import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyMigrations } from '#lib/platform/db/migrate.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { diffDatabase, readSchemaFiles } from './schema-engine.ts';

const migrationsDir = path.join(import.meta.dirname, 'migrations');
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('the migrations', () => {
  test('give exactly the Prisma schema', async () => {
    expect(await diffDatabase(database.url, await readSchemaFiles())).toBe('');
  });

  test('differ from the schema when a model has one column more', async () => {
    const files = await readSchemaFiles();
    const changed = files.map((file) => ({ ...file, content: file.content.replace(/model User \{/, 'model User {\n  nickname String?\n') }));
    expect(await diffDatabase(database.url, changed)).toContain('ADD COLUMN     "nickname"');
  });

  test('apply once: the second time there is nothing to do', async () => {
    const result = await applyMigrations(database.db.pool, migrationsDir);
    expect(result.applied).toEqual([]);
    expect(result.total).toBeGreaterThan(0);
  });

  test('are refused when one was changed after it was applied', async () => {
    const copy = await mkdtemp(path.join(tmpdir(), 'tarmac-tampered-'));
    try {
      await cp(migrationsDir, copy, { recursive: true });
      await appendFile(path.join(copy, '0001_init', 'migration.sql'), '\n-- one more line\n');
      await expect(applyMigrations(database.db.pool, copy)).rejects.toMatchObject({ code: 'migration-changed', message: expect.stringContaining('0001_init') });
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});
