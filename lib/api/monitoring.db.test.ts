import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closeDatabase, openDatabase } from '#lib/platform/db/database.ts';
import { openKeyedQueue } from '#lib/platform/queue/queue.ts';
import { readQueueDepth } from '#lib/platform/telemetry/queue-depth.ts';
import { readQueueTimings } from '#lib/platform/telemetry/queue-timings.ts';
import { checkReadiness, workerApplicationName } from '#lib/platform/telemetry/readiness.ts';
import { healthResponse } from './health.ts';
import { metricsResponse } from './metrics.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
const migrationsDir = path.resolve(import.meta.dirname, '../../prisma/migrations');
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.database.drop());

describe('GET /api/health', () => {
  const health = async (db = api.services.db) => {
    const response = await healthResponse({ ...api.services, db }, migrationsDir);
    const { status, checks } = await response.json();
    return { http: response.status, status, ready: Object.fromEntries(checks.map((check: { name: string; ready: boolean }) => [check.name, check.ready])) };
  };

  test('is not ready without a worker, and says that it is that', async () => {
    expect(await health()).toEqual({ http: 503, status: 'not-ready', ready: { database: true, migrations: true, worker: false } });
  });

  test('is ready while a worker is connected, and no longer when it is gone', async () => {
    const worker = openDatabase(api.database.url, { max: 1, applicationName: workerApplicationName });
    await worker.pool.query('SELECT 1');
    expect(await health()).toEqual({ http: 200, status: 'ready', ready: { database: true, migrations: true, worker: true } });
    await closeDatabase(worker);
    await expect.poll(() => health()).toMatchObject({ http: 503, ready: { worker: false } });
  });

  test('is not ready when a migration is missing', async () => {
    await api.services.db.pool.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '0001_init'`);
    expect((await health()).ready).toMatchObject({ database: true, migrations: false });
    await api.services.db.pool.query('UPDATE _prisma_migrations SET finished_at = now() WHERE finished_at IS NULL');
  });

  test('tells everybody what is not known, and the log alone what the file system said', async () => {
    const response = await healthResponse(api.services, '/nowhere/migrations');
    expect(await response.json()).toMatchObject({ checks: [{ ready: true }, { name: 'migrations', ready: false, detail: expect.not.stringContaining('/nowhere') }, {}] });
    expect(api.logged.at(-1)).toContain('/nowhere/migrations');
  });

  test('is not ready without a database, and does not throw', async () => {
    const away = openDatabase('postgresql://nobody@127.0.0.1:1/nothing', { max: 1 });
    expect(await health(away)).toEqual({ http: 503, status: 'not-ready', ready: { database: false, migrations: false, worker: false } });
    await closeDatabase(away);
  });

  test('is not ready while the database takes connections and says nothing, without waiting for its timeout', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const away = openDatabase(`postgresql://nobody@127.0.0.1:${(silent.address() as AddressInfo).port}/nothing`, { max: 1 });
    const asked = away.pool.query('SELECT 1').then(() => 'answered', () => 'failed');
    const found = checkReadiness(away.pool, migrationsDir, 50);
    expect(await Promise.race([asked, found])).toMatchObject({ ready: false, checks: [{ name: 'database', ready: false }, { name: 'migrations', ready: false }, { name: 'worker', ready: false }] });
    silent.close();
  });
});

describe('GET /api/metrics', () => {
  const scrape = (headers: Record<string, string>, listensOn: string) =>
    metricsResponse(api.services, new Request('http://tarmac.test/api/metrics', { headers }), { listensOn });

  test.each<[string, Record<string, string>, string, number]>([
    ['from this machine', { 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1', 200],
    ['from this machine over IPv6', { 'x-forwarded-for': '::1' }, 'localhost', 200],
    ['through a proxy from elsewhere', { 'x-forwarded-for': '203.0.113.9, 127.0.0.1' }, '127.0.0.1', 401],
    ['that says to be local, on an open address', { 'x-forwarded-for': '127.0.0.1' }, '0.0.0.0', 401],
  ])('%s', async (_where, headers, listensOn, status) => {
    expect((await scrape(headers, listensOn)).status).toBe(status);
  });

  test('is open to any token, and tells of sources, campaigns and requests', async () => {
    const { pool } = api.services.db;
    await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ('6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10', 'mgmt "eu"', 'cluster-api', 'file', '1')`);
    await pool.query(
      `INSERT INTO source_scopes (source_id, kind, noun, state, observed_at, object_count, corrections, list_ms, stale_after_ms)
       VALUES ('6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10', 'Machine', 'machine', 'current', now() - interval '90 seconds', 12, 3, 250, 60000)`,
    );
    await pool.query(`INSERT INTO campaigns (kind, name, state, parameters, strategy, plan, plan_hash, created_by, created_by_name) VALUES ('cluster-repave', 'c', 'halted', '{}', '{}', '{}', 'h', 'user:u', 'U')`);
    await api.call('GET', '/me');
    const response = await scrape({ authorization: `Bearer ${api.tokens.viewer}` }, '0.0.0.0');
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await response.text();
    expect(text).toContain('tarmac_source_scopes_stale{source="mgmt \\"eu\\"",kind="Machine"} 1');
    expect(Number(/tarmac_source_lag_seconds\{[^}]*\} ([\d.]+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(90);
    expect(text).toContain('tarmac_sync_last_duration_seconds_max{source="mgmt \\"eu\\"",kind="Machine"} 0.25');
    expect(text).toContain('tarmac_sync_last_duration_seconds_avg{source="mgmt \\"eu\\"",kind="Machine"} 0.25');
    // Prometheus keeps these endings for counters, and for the parts of histograms.
    for (const [, name, type] of text.matchAll(/^# TYPE (tarmac_\S+) (\S+)$/gm)) expect([name, /_(total|sum|count|bucket)$/.test(name!)]).toEqual([name, type === 'counter']);
    expect(text).toContain('tarmac_sync_resync_corrections_total{source="mgmt \\"eu\\"",kind="Machine"} 3');
    expect(text).toContain('tarmac_campaigns{kind="cluster-repave",state="halted"} 1');
    expect(text).toMatch(/tarmac_http_request_duration_seconds_count\{method="GET",route="\/me",status="200"\} \d/);
    // prom-client writes Nan for what it has not measured yet; Prometheus reads numbers by Go's ParseFloat, which takes any case.
    for (const line of text.split('\n').filter((part) => part !== '' && !part.startsWith('#'))) expect(line).toMatch(/^[a-zA-Z_:][\w:]*(\{.*\})? -?([\d.e+-]+|nan|\+Inf)$/i);
  });

  test('counts the jobs that wait, and says how long jobs wait and run', async () => {
    const { pool } = api.services.db;
    expect(await readQueueDepth(pool)).toEqual([]);
    expect(await readQueueTimings(pool)).toEqual([]);
    const queue = await openKeyedQueue(pool, 'campaigns', { warn: () => undefined });
    await queue.offer('c1', {});
    await queue.offer('c2', {});
    expect(await readQueueDepth(pool)).toEqual([{ queue: 'campaigns', state: 'created', jobs: 2 }]);
    expect(await readQueueTimings(pool)).toEqual([{ queue: 'campaigns', oldestWaiting: expect.any(Number), longestWait: null, longestRun: null }]);
    await queue.work(2, async () => undefined);
    await expect.poll(() => readQueueDepth(pool), { timeout: 15_000 }).toEqual([]);
    expect(await readQueueTimings(pool)).toEqual([{ queue: 'campaigns', oldestWaiting: null, longestWait: expect.any(Number), longestRun: expect.any(Number) }]);
    const families = await (await scrape({ 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1')).text();
    for (const name of ['oldest_waiting_seconds', 'wait_seconds_max', 'run_seconds_max']) expect(families).toContain(`# TYPE tarmac_queue_${name} gauge`);
    await queue.stop(1_000);
  });
});
