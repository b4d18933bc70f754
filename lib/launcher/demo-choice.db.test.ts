import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { chooseDemo } from './demo-choice.ts';

let database: TestDatabase;
const dataDir = '/data';

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => database.db.pool.query('DELETE FROM sources'));

const choose = (configured = false, demo?: boolean) => chooseDemo(database.db, { dataDir, ...(demo !== undefined && { demo }) }, configured);
const store = (name: string, origin: 'file' | 'settings', config: object) =>
  database.db.pool.query(`INSERT INTO sources (id, name, kind, origin, config, revision) VALUES (gen_random_uuid(), $1, 'kubernetes', $2, $3, '1')`, [name, origin, config]);
const names = async () => (await database.db.pool.query<{ name: string }>('SELECT name FROM sources ORDER BY name')).rows.map(({ name }) => name);
const storeDemo = () => store('demo', 'file', { kubeconfigFile: '/data/demo/kubeconfigs/east.yaml' });

test('the demo runs again when only its own sources are stored', async () => {
  await storeDemo();
  expect(await choose()).toBe(true);
  expect(await names()).toEqual(['demo']);
});

test.each([
  ['tarmac.yaml', true, () => Promise.resolve()],
  ['Settings', false, () => store('real', 'settings', {})],
  ['a tarmac.yaml that is not there at the moment', false, () => store('real', 'file', { kubeconfigFile: '/data/demonstration/east.yaml' })],
])('with a source of %s the demo is over and its sources are taken out', async (_where, configured, configure) => {
  await storeDemo();
  await configure();
  expect(await choose(configured)).toBe(false);
  expect(await names()).not.toContain('demo');
});

test('the demo runs beside configured sources when it is asked for, and never when it is forbidden', async () => {
  await storeDemo();
  expect(await choose(true, true)).toBe(true);
  expect(await choose(false, false)).toBe(false);
  expect(await names()).toEqual([]);
});

test('the demo is known again when the data folder was moved, by the kubeconfigs that came with it', async () => {
  await storeDemo();
  const moved = mkdtempSync(path.join(tmpdir(), 'tarmac-moved-'));
  const chooseMoved = () => chooseDemo(database.db, { dataDir: moved }, false);
  expect(await chooseMoved()).toBe(false);
  mkdirSync(path.join(moved, 'demo/kubeconfigs'), { recursive: true });
  writeFileSync(path.join(moved, 'demo/kubeconfigs/east.yaml'), '');
  expect(await chooseMoved()).toBe(true);
  rmSync(moved, { recursive: true });
  expect(await names()).toEqual(['demo']);
});
