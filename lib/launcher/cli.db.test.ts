import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { viewerOfToken } from '#lib/access/tokens.ts';
import { findEmbeddedPostgres } from '#lib/platform/db/embedded-postgres.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { takePidFile } from './pid-file.ts';
import { makeTestCheckout } from './test-checkout.ts';

const root = path.resolve(import.meta.dirname, '../..');
let database: TestDatabase;
let dataDir: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'tarmac-cli-'));
  chmodSync(dataDir, 0o711);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function tarmac(args: string[], { env = {}, input = '' }: { env?: Record<string, string>; input?: string } = {}): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['lib/launcher/cli.ts', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: database.url, TARMAC_DATA: dataDir, TARMAC_CONFIG: '', PORT: '0', NODE_ENV: 'production', ...env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.once('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

describe('tarmac token create', { timeout: 120_000 }, () => {
  test('prints a token that works, and nothing else', async () => {
    const { code, out } = await tarmac(['token', 'create', '--name', 'ci', '--role', 'operator']);
    expect(code).toBe(0);
    expect(out).toMatch(/^tarmac_\S+\n$/);
    expect(await viewerOfToken(database.db, out.trim())).toMatchObject({ kind: 'token', name: 'ci', role: 'operator' });
    const { rows } = await database.db.pool.query(`SELECT actor_name, object_name FROM audit_records WHERE action = 'token.create'`);
    expect(rows).toEqual([{ actor_name: 'tarmac command', object_name: 'ci' }]);
  });

  test('starts the embedded database for the moment when nothing runs', async () => {
    const { code, out } = await tarmac(['token', 'create', '--name', 'ci', '--role', 'viewer'], { env: { DATABASE_URL: '' } });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^tarmac_\S+\n$/) });
    expect(existsSync(path.join(dataDir, 'postgres/cluster/PG_VERSION'))).toBe(true);
    expect(await findEmbeddedPostgres(path.join(dataDir, 'postgres'))).toBeNull();
  });

  test('says in one sentence what is wrong', async () => {
    const noRole = await tarmac(['token', 'create', '--name', 'ci', '--role', 'king']);
    expect(noRole).toMatchObject({ code: 1, out: '', err: expect.stringContaining('Allowed choices are viewer, operator, auditor, admin') });
    const noDatabase = await tarmac(['token', 'create', '--name', 'ci', '--role', 'viewer'], { env: { DATABASE_URL: 'postgresql://a:hidden@127.0.0.1:1/x' } });
    expect(noDatabase).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^The database at 127\.0\.0\.1:1\/x does not answer[^\n]*\n$/) });
    const endless = await tarmac(['token', 'create', '--name', 'ci', '--role', 'viewer', '--expires-in', '999999999d']);
    expect(endless).toMatchObject({ code: 1, out: '', err: expect.stringContaining('It must be a duration') });
  });
});

describe('tarmac user create', { timeout: 120_000 }, () => {
  const args = ['user', 'create', '--email', 'kim@example.org', '--name', 'Kim', '--role', 'auditor', '--password-stdin'];

  test('makes an account once', async () => {
    expect(await tarmac(args, { input: 'a long enough password\n' })).toMatchObject({ code: 0, out: '' });
    const { rows } = await database.db.pool.query(`SELECT name, role FROM users WHERE email = 'kim@example.org'`);
    expect(rows).toEqual([{ name: 'Kim', role: 'auditor' }]);
    expect(await tarmac(args, { input: 'a long enough password\n' })).toMatchObject({ code: 1, err: expect.stringContaining('already an account') });
  });

  test('wants a password that is not too short', async () => {
    expect(await tarmac(args, { input: 'short\n' })).toMatchObject({ code: 1, err: 'A password needs at least 12 characters.\n' });
  });
});

describe('tarmac doctor', { timeout: 120_000 }, () => {
  test('finds nothing on a machine where all is well', async () => {
    const { code, out } = await tarmac(['doctor']);
    expect({ code, last: out.trim().split('\n').at(-1) }).toEqual({ code: 0, last: 'Nothing to mend.' });
  });

  test('names each problem with its one fix', async () => {
    const file = path.join(dataDir, 'tarmac.yaml');
    writeFileSync(file, 'sources: [{ name: east, kind: kubernetes, kubeconfigFile: gone.yaml }]\n');
    writeFileSync(path.join(dataDir, 'secret'), 'nonsense', { mode: 0o644 });
    const { code, out } = await tarmac(['doctor'], { env: { TARMAC_CONFIG: file, DATABASE_URL: 'postgresql://a:hidden@127.0.0.1:1/x' } });
    expect(code).toBe(1);
    expect(out).toContain(`names the kubeconfig ${dataDir}/gone.yaml, which does not exist`);
    expect(out).toContain('chmod 600');
    expect(out).toContain('does not answer');
    expect(out.match(/Fix: /g)).toHaveLength(3);
    expect(out).toContain('3 to mend.');
    expect(out).not.toContain('hidden');
  });

  test.each([
    ['is not ready', 503, [{ ready: false, detail: 'The database does not answer.' }], /PROBLEM  Address .* Tarmac runs at http:\S+ and is not ready\. The database does not answer\.\n/],
    ['is ready', 200, [{ ready: true, detail: 'The database answers.' }], /ok       Address .* Tarmac runs at http:\S+\n/],
  ])('says that this Tarmac runs and %s, and that another one keeps it from the port', async (_how, status, checks, words) => {
    const server = createServer((_request, response) => void response.writeHead(status).end(JSON.stringify({ checks }))).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const env = { PORT: String((server.address() as AddressInfo).port), DATABASE_URL: '' };
    try {
      expect((await tarmac(['doctor'], { env: { ...env, DATABASE_URL: database.url } })).out).toMatch(words);
      expect((await tarmac(['doctor'], { env })).out).toMatch(/PROBLEM  Address .* is in use by another program/);
      takePidFile(path.join(dataDir, 'launcher.pid'));
      expect((await tarmac(['doctor'], { env })).out).toMatch(words);
    } finally {
      server.close();
    }
  });

  test.each(['/proc/tarmac', '/dev/null'])('comes to an end with a data folder that cannot be: %s', async (folder) => {
    const { code, out } = await tarmac(['doctor'], { env: { TARMAC_DATA: folder, DATABASE_URL: '' } });
    expect(code).toBe(1);
    expect(out).toContain(`PROBLEM  Data folder      The data folder ${folder} cannot be used`);
  });
});

test('a command looks where npm start does, wherever it is typed, and its output is its own', { timeout: 120_000 }, async () => {
  const checkout = makeTestCheckout();
  rmSync(path.join(checkout.root, 'node_modules/.package-lock.json'));
  writeFileSync(path.join(checkout.root, 'npm.mjs'), '');
  const env = { ...process.env, NODE_OPTIONS: '', npm_execpath: path.join(checkout.root, 'npm.mjs'), DATABASE_URL: database.url, TARMAC_DATA: '', TARMAC_CONFIG: '', PORT: '0' };
  const { stdout, stderr } = spawnSync(process.execPath, [path.join(checkout.root, 'bin/tarmac.mjs'), 'doctor'], { cwd: path.join(checkout.root, 'lib'), env, encoding: 'utf8' });
  await checkout.dispose();
  expect(stdout).toMatch(new RegExp(`^ok +Node [^\\n]*\\n.*\\nok +Data folder +${checkout.dataDir}, `));
  expect(stderr).toMatch(/Installed packages/);
});
