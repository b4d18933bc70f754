import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceSecretPurpose } from '#lib/inventory/sources/model.ts';
import { deriveKey } from '#lib/platform/config/secret.ts';
import { startDemoFleet } from '#lib/demo/start-demo-fleet.ts';
import { sendJson, startTestServer } from '#lib/platform/kube/test-server.ts';
import type { TestServer } from '#lib/platform/kube/test-server.ts';
import { openSourceSettings, readStoredSources } from '#lib/sync/source-settings.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
let server: TestServer;
const secretToken = 'very-secret-token-of-a-cluster';
const kubeconfigOf = (url: string, user: object = { token: secretToken }) => JSON.stringify({
  apiVersion: 'v1', kind: 'Config', 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
  clusters: [{ name: 'k', cluster: { server: url } }], users: [{ name: 'u', user }],
});

beforeAll(async () => {
  api = await createTestApi();
  server = await startTestServer((url, request, response) => {
    if (url.pathname === '/version' && request.headers.authorization === `Bearer ${secretToken}`) sendJson(response, { gitVersion: 'v1.36.4' });
    else sendJson(response, { kind: 'Status', status: 'Failure', reason: 'Unauthorized', code: 401 }, 401);
  });
});
afterAll(async () => {
  await server.stop();
  await api.database.drop();
});

const input = (more: object = {}) => ({ name: 'mgmt-eu', kind: 'cluster-api', kubeconfig: kubeconfigOf(server.url), environment: 'prod', ...more });

describe('a source from Settings', () => {
  test('is tried before it is stored, and a trial stores nothing', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'tarmac-check-'));
    const demo = await startDemoFleet({ dataDir, size: 'small', seed: 3, alive: false, port: 0 });
    try {
      const management = [...demo.fleet.fleet.managements.values()][0]!;
      const workload = [...demo.fleet.fleet.clusters.values()].find(({ plan }) => !plan.unreachable)!;
      const check = async (kind: string, name: string) => (await api.call('POST', '/sources/check', { body: input({ kind, kubeconfig: demo.kubeconfig(name) }) })).json();
      const clusters = management.store.list('clusters').length;
      expect(await check('cluster-api', management.name)).toEqual({ ok: true, message: expect.stringMatching(new RegExp(`it runs v1\\.\\d+\\.\\d+, and shows ${clusters} clusters\\.$`)), version: expect.stringMatching(/^v1\./), clusters });
      expect(await check('kubernetes', workload.workload.name)).toMatchObject({ ok: true, clusters: 1 });
      expect(await check('cluster-api', workload.workload.name)).toMatchObject({ ok: false, message: expect.stringContaining('serves no Cluster API') });
    } finally {
      await demo.stop();
      await rm(dataDir, { recursive: true });
    }
    expect(await (await api.call('GET', '/sources')).json()).toMatchObject({ items: [] });
  });

  test.each<[string, () => string, RegExp]>([
    ['with a wrong token', () => kubeconfigOf(server.url, { token: 'wrong' }), /credential|refus|401|unauthor/i],
    ['at an address where nothing listens', () => kubeconfigOf('http://127.0.0.1:1'), /127\.0\.0\.1:1/],
    ['that is no YAML', () => '{ not: [yaml', /kubeconfig/i],
    ['that runs a program', () => kubeconfigOf(server.url, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch' } }), /runs a program/],
    ['that names local files', () => kubeconfigOf(server.url, { tokenFile: '/etc/passwd' }), /local files/],
  ])('tried %s says what is wrong', async (_what, kubeconfig, message) => {
    const response = await api.call('POST', '/sources/check', { body: input({ kubeconfig: kubeconfig() }) });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ ok: false, version: null, message: expect.stringMatching(message) });
  });

  test('is stored sealed: its kubeconfig comes back through no answer, log or record', async () => {
    const created = await api.call('POST', '/sources', { body: input() });
    expect(created.status).toBe(201);
    const source = await created.json();
    expect(source).toMatchObject({ name: 'mgmt-eu', kind: 'cluster-api', origin: 'settings', environment: 'prod', hasSecret: true, state: 'starting' });
    const answers = await Promise.all(['/sources', `/sources/${source.id}`, '/audit'].map(async (path) => (await api.call('GET', path)).text()));
    const { rows } = await api.services.db.pool.query<{ text: string }>(`SELECT (SELECT string_agg(s::text, '') FROM sources s) || (SELECT string_agg(a::text, '') FROM audit_records a) AS text`);
    for (const text of [JSON.stringify(source), ...answers, rows[0]!.text, ...api.logged]) expect(text).not.toContain(secretToken);
    expect(answers[2]).toContain('source.create');
  });

  test('opens with the key that the worker derives', async () => {
    const [stored] = await readStoredSources(api.services.db.pool);
    const settings = await openSourceSettings(stored!, [deriveKey(api.services.secret, sourceSecretPurpose)], { environment: [], region: [], team: [] });
    expect(settings).toMatchObject({ kubeconfig: kubeconfigOf(server.url), trusted: false, defaults: { environment: 'prod' } });
  });

  test.each<[string, () => object, number, string]>([
    ['a name that is taken', () => input(), 409, 'source-name-taken'],
    ['a kubeconfig that could never work', () => input({ name: 'other', kubeconfig: 'kind: Config' }), 400, 'invalid-input'],
    ['a kubeconfig that runs a program', () => input({ name: 'other', kubeconfig: kubeconfigOf(server.url, { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'touch' } }) }), 400, 'invalid-input'],
    ['a default that no filter could name', () => input({ name: 'other', region: 'eu,us' }), 400, 'invalid-input'],
    ['a name that is none', () => input({ name: 'Not A Name' }), 400, 'invalid-input'],
  ])('is refused for %s', async (_why, body, status, code) => {
    const response = await api.call('POST', '/sources', { body: body() });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
  });

  test('gets another kubeconfig, and goes, each with a record', async () => {
    const { items } = await (await api.call('GET', '/sources')).json();
    const [{ id }] = items;
    const revision = async () => (await api.services.db.prisma.source.findUnique({ where: { id } }))?.revision;
    const before = await revision();
    expect((await api.call('PUT', `/sources/${id}/kubeconfig`, { body: { kubeconfig: kubeconfigOf('http://127.0.0.1:2') } })).status).toBe(200);
    expect(await revision()).not.toBe(before);
    expect(await (await api.call('DELETE', `/sources/${id}`)).json()).toEqual({ removed: true });
    expect((await api.call('GET', `/sources/${id}`)).status).toBe(404);
    const { items: records } = await (await api.call('GET', `/audit?objectType=source&objectId=${id}`)).json();
    expect(records.map(({ action }: { action: string }) => action)).toEqual(['source.remove', 'source.replace-secret', 'source.create']);
  });

  test('that stands in tarmac.yaml is changed there alone', async () => {
    const { id } = await api.services.db.prisma.source.create({ data: { name: 'from-file', kind: 'kubernetes', origin: 'file', revision: '1' } });
    const response = await api.call('DELETE', `/sources/${id}`);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: 'source-of-file', detail: expect.stringContaining('tarmac.yaml') });
  });
});

describe('the scopes of a source', () => {
  let id: string;
  beforeAll(async () => {
    ({ id } = await api.services.db.prisma.source.create({ data: { name: 'paged', kind: 'vsphere', origin: 'settings', revision: '1', problemCode: 'source-kind-unknown', problem: 'This Tarmac knows no source of the kind vsphere.' } }));
    await api.services.db.pool.query(
      `INSERT INTO source_scopes (source_id, kind, noun, state, error, stale_after_ms)
       SELECT $1, 'Kind' || lpad(i::text, 3, '0'), 'pod', CASE WHEN i % 100 = 0 THEN 'failing' WHEN i % 7 = 0 THEN 'not-served' ELSE 'current' END, CASE WHEN i % 100 = 0 THEN 'refused' END, 60000
       FROM generate_series(1, 450) i`,
      [id],
    );
  });

  test('come in pages that have each of them once, those that fail first', async () => {
    const seen: { kind: string; state: string }[] = [];
    let cursor: string | null = '';
    do {
      const page: { items: typeof seen; nextCursor: string | null; total: number } = await (await api.call('GET', `/sources/${id}/scopes?limit=200${cursor && `&cursor=${cursor}`}`)).json();
      expect(page.total).toBe(450);
      seen.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([seen.length, new Set(seen.map(({ kind }) => kind)).size]).toEqual([450, 450]);
    expect(seen.map(({ state }) => state)).toEqual(['failing', 'current', 'not-served'].flatMap((state) => seen.filter((scope) => scope.state === state).map(() => state)));
    expect(seen.slice(0, 4).map(({ kind }) => kind)).toEqual(['Kind100', 'Kind200', 'Kind300', 'Kind400']);
  });

  test('stand in the source itself by the first page alone', async () => {
    const { scopeList } = await (await api.call('GET', `/sources/${id}`)).json();
    expect([scopeList.length, scopeList[0].kind]).toEqual([200, 'Kind100']);
  });

  test('of a source that is not there, or after a cursor that is none, are refused', async () => {
    expect((await api.call('GET', '/sources/00000000-0000-8000-8000-00000000000f/scopes')).status).toBe(404);
    expect((await api.call('GET', `/sources/${id}/scopes?cursor=nonsense`)).status).toBe(400);
  });

  test('of a kind that this Tarmac does not know: the source says so, and the others are answered as ever', async () => {
    const { items } = await (await api.call('GET', '/sources')).json();
    expect(items.find((source: { id: string }) => source.id === id)).toMatchObject({ kind: 'vsphere', state: 'failing', problem: expect.stringContaining('knows no source of the kind vsphere') });
    expect(items.some((source: { kind: string }) => source.kind === 'kubernetes')).toBe(true);
  });
});
