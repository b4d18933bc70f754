import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterSortKeys } from '#lib/inventory/clusters/summary-model.ts';
import { ScopeHealth } from '#lib/sync/scope-health.ts';
import { SourceSink } from '#lib/sync/source-sink.ts';
import { clusterScope, machineScope, nodeScope, onePage, testCluster, testMachine, testNode } from '#lib/sync/test-observations.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
const sourceId = '7d5a1c6e-1111-4222-8333-444455556666';
const assigned = (value: string) => ({ value, rule: 'label env' });
const clusters = Array.from({ length: 7 }, (_, index) => testCluster({
  name: `c${index}`, labels: { env: 'prod' }, controlPlaneVersion: index < 3 ? 'v1.36.4' : 'v1.35.9', paused: index === 6,
  assignment: { environment: assigned(index % 2 ? 'prod' : 'staging'), 
    region: index === 4 ? { value: null, rule: 'none' } : assigned(['eu', 'us', 'ap'][index % 3]!), team: assigned(['payments', 'core'][index % 2]!),
  },
}));

beforeAll(async () => {
  api = await createTestApi();
  const { pool } = api.services.db;
  await pool.query(`INSERT INTO sources (id, name, kind, origin, revision) VALUES ($1, 'mgmt', 'cluster-api', 'file', '1')`, [sourceId]);
  const health = new ScopeHealth(pool, (thrown) => {
    throw thrown;
  });
  const sink = new SourceSink({ pool, sourceId, health, staleAfterMs: () => 3_600_000, signal: new AbortController().signal });
  await sink.load();
  await sink.full(clusterScope, onePage(clusters));
  await sink.full(machineScope, onePage([testMachine({ name: 'm0', clusterName: 'c0', role: 'control-plane' }), testMachine({ name: 'm1', clusterName: 'c0' })]));
  await sink.full(nodeScope('uid-c0'), onePage([testNode({ name: 'm0', roles: ['control-plane'] }), testNode({ name: 'm1' }), testNode({ name: 'm2' })]));
});
afterAll(() => api.database.drop());

const get = async (path: string) => {
  const response = await api.call('GET', path, { as: 'viewer' });
  expect(response.status, `${path}: ${await response.clone().text()}`).toBe(200);
  return response.json();
};
const idOf = async (name: string): Promise<string> => (await get(`/clusters?q=${name}`)).items[0].id;

describe('reading what was observed', () => {
  test('lists clusters in the shape that others script against', async () => {
    const { items, total, nextCursor } = await get('/clusters?limit=1');
    expect({ total, first: items[0] }).toMatchObject({
      total: 7,
      first: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'c0', namespace: 'fleet', source: 'mgmt', environment: 'staging', region: 'eu', team: 'payments',
        controlPlaneVersion: 'v1.36.4', nodeVersions: [{ version: 'v1.36.4', count: 3 }], support: { state: expect.any(String) }, nodes: { total: 3, ready: 3 },
        oldestNodeCreatedAt: '2026-11-01T00:00:00.000Z', rollout: { state: expect.any(String) }, freshness: { state: 'fresh', observedAt: expect.stringMatching(/Z$/) },
      },
    });
    expect(nextCursor).not.toBeNull();
  });

  test.each(clusterSortKeys.flatMap((key) => [key, `-${key}`]))('walks all pages by %s without a gap or a double', async (sort) => {
    const names: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { name: string }[]; nextCursor: string | null } = await get(`/clusters?limit=3&sort=${sort}${cursor && `&cursor=${cursor}`}`);
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(names.toSorted()).toEqual(clusters.map(({ name }) => name));
  });

  test.each([
    ['region', ['ap', 'ap', 'eu', 'eu', 'eu', 'us', 'unassigned']], ['-region', ['us', 'eu', 'eu', 'eu', 'ap', 'ap', 'unassigned']],
    ['team', ['core', 'core', 'core', 'payments', 'payments', 'payments', 'payments']], ['-team', ['payments', 'payments', 'payments', 'payments', 'core', 'core', 'core']],
    ['rollout', ['paused', ...Array.from({ length: 6 }, () => 'unknown')]], ['-rollout', [...Array.from({ length: 6 }, () => 'unknown'), 'paused']],
  ])('puts rows in order by %s over all pages, rows without a value last', async (sort, expected) => {
    const found: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: { items: { region: string; team: string; rollout: { state: string } }[]; nextCursor: string | null } = await get(`/clusters?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`);
      found.push(...page.items.map(({ region, team, rollout }) => (sort.endsWith('region') ? region : sort.endsWith('team') ? team : rollout.state)));
      cursor = page.nextCursor;
    }
    expect(found).toEqual(expected);
  });

  test.each([
    ['support', 'purple', 'supported, maintenance, ended, unknown'], ['freshness', 'fresh,new', 'fresh, stale, unknown'], ['rollout', 'done', 'steady, rolling, stuck, paused, deleting, unknown'],
    ['age', 'old', 'over-budget, within-budget, unknown'], ['managedBy', 'me', 'cluster-api, none'],
  ])('refuses a %s that there is not, and names those there are', async (facet, value, allowed) => {
    for (const path of ['/clusters', '/clusters/facets']) {
      const response = await api.call('GET', `${path}?${facet}=${value}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: 'invalid-input', errors: [{ pointer: expect.stringMatching(new RegExp(`^/${facet}/`)), detail: `Not one of: ${allowed}` }] });
    }
  });

  test.each(['environment', 'region', 'team', 'version', 'source'])('takes any %s, since new ones come and old links stay', async (facet) => {
    expect((await get(`/clusters?${facet}=purple`)).total).toBe(0);
  });

  test('filters by several values with commas, and counts each facet without its own filter', async () => {
    expect((await get('/clusters?version=1.35,1.36&environment=prod')).total).toBe(3);
    const { total, facets } = await get('/clusters/facets?environment=prod');
    expect(total).toBe(3);
    expect(facets.environment).toEqual([{ value: 'staging', count: 4 }, { value: 'prod', count: 3 }]);
  });

  test('never shows a cluster as fresh whose nodes were never listed', async () => {
    expect((await get('/clusters?q=c1')).items[0].freshness).toEqual({ state: 'unknown', observedAt: null });
  });

  test('shows a cluster with its machines, groups, nodes, workloads, budgets and what changed', async () => {
    const id = await idOf('c0');
    expect(await get(`/clusters/${id}`)).toMatchObject({ name: 'c0', labels: { env: 'prod' }, assignment: { environment: { value: 'staging', rule: 'label env' } }, paused: false });
    expect((await get(`/clusters/${id}/machines`)).items).toMatchObject([{ name: 'm0', role: 'control-plane', phase: 'Running', ready: true }, { name: 'm1' }]);
    const first = await get(`/clusters/${id}/nodes?limit=2`);
    expect(first).toMatchObject({ total: 3, items: [{ name: 'm0', pods: 0 }, { name: 'm1' }] });
    expect((await get(`/clusters/${id}/nodes?limit=2&cursor=${first.nextCursor}`)).items).toMatchObject([{ name: 'm2' }]);
    for (const part of ['groups', 'workloads', 'disruption-budgets', 'timeline']) expect(await get(`/clusters/${id}/${part}`)).toHaveProperty('items');
  });

  test('says what would stand in the way of a repave', async () => {
    const { items } = await get(`/clusters/${await idOf('c6')}/blockers`);
    expect(items.map(({ message }: { message: string }) => message).join(' ')).toMatch(/paused/i);
  });

  test('names the campaign that has a cluster in its hands among what stands in the way', async () => {
    const made = await api.call('POST', '/campaigns', { as: 'operator', body: { kind: 'cluster-repave', name: 'Winter', clusterIds: [await idOf('c5')] }, headers: { 'idempotency-key': 'b1' } });
    expect(made.status).toBe(201);
    const codes = async () => (await get(`/clusters/${await idOf('c5')}/blockers`)).items.map(({ code }: { code: string }) => code);
    expect(await codes()).not.toContain('cluster-busy');
    await api.services.db.pool.query(`UPDATE campaigns SET state = 'running' WHERE name = 'Winter'`);
    expect(await codes()).toContain('cluster-busy');
    await api.services.db.pool.query(`UPDATE campaigns SET state = 'aborted' WHERE name = 'Winter'`);
  });

  test.each(['', '/machines', '/groups', '/nodes', '/workloads', '/disruption-budgets', '/timeline', '/blockers'])('answers 404 for %s of a cluster that is not there', async (part) => {
    const response = await api.call('GET', `/clusters/6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10${part}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 'not-found', detail: 'There is no such cluster.' });
  });

  test.each([['name', [1, 'x']], ['name', ['c0', 'no uuid']], ['-oldestNode', [true, 'no time', 'c0', 'no uuid']]])('answers 400 for a forged cursor of %s', async (sort, keys) => {
    const cursor = Buffer.from(JSON.stringify([sort, keys])).toString('base64url');
    const response = await api.call('GET', `/clusters?sort=${sort}&cursor=${cursor}`);
    expect(response.status).toBe(400);
  });

  test('sums the fleet up', async () => {
    expect(await get('/overview')).toMatchObject({ clusters: 7, nodes: 3, sources: { total: 1, failing: 0 } });
    const { calendar, cells } = await get('/versions');
    expect(calendar.minors.length).toBeGreaterThan(3);
    expect(cells.reduce((sum: number, cell: { clusters: number }) => sum + cell.clusters, 0)).toBe(7);
    expect((await get('/search?q=c3')).items).toEqual([{ kind: 'cluster', id: await idOf('c3'), name: 'c3', detail: expect.any(String) }]);
    expect((await get('/decisions')).items.map(({ id }: { id: string }) => id.split('-')[0])).toContain('unseen');
  });

  test('tells of a halted campaign among the decisions, before all else', async () => {
    const made = await api.call('POST', '/campaigns', { as: 'operator', body: { kind: 'cluster-repave', name: 'November', clusterIds: [await idOf('c0')] }, headers: { 'idempotency-key': 'd1' } });
    expect(made.status).toBe(201);
    await api.services.db.pool.query(`UPDATE campaigns SET state = 'halted', state_reason = 'c0 is stale' WHERE name = 'November'`);
    expect((await get('/decisions')).items[0]).toMatchObject({ tone: 'failing', title: expect.stringContaining('November is halted'), detail: 'c0 is stale' });
    expect((await get('/search?q=novem')).items).toMatchObject([{ kind: 'campaign', name: 'November', detail: 'halted' }]);
  });
});
