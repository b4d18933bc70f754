import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HintListener } from '#lib/live/listen.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { web } from './compose.ts';

let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = await mkdtemp(path.join(tmpdir(), 'tarmac-compose-'));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await database.drop();
  await rm(dataDir, { recursive: true });
});

test('a web process whose secret cannot be read leaves no connection behind, however often it is asked', async () => {
  await writeFile(path.join(dataDir, 'secret'), 'not hexadecimal\n', { mode: 0o600 });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('TARMAC_DATA', dataDir);
  vi.stubEnv('TARMAC_SECRET', '');
  for (let attempt = 0; attempt < 3; attempt += 1) await expect(web()).rejects.toThrow(/does not hold 64 hexadecimal digits/);
  // By the time that a listener begun now is listening, one begun before would be too.
  const later = new HintListener({ connection: { connectionString: database.url } });
  await later.listening;
  const { rows } = await database.db.pool.query(`SELECT count(*)::int AS listening FROM pg_stat_activity WHERE application_name = 'tarmac-live' AND datname = current_database()`);
  await later.close();
  expect(rows).toEqual([{ listening: 1 }]);
});
