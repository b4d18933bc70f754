import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sourceSecretPurpose } from '#lib/inventory/sources/model.ts';
import { deriveKey } from '#lib/platform/config/secret.ts';
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
    const good = await api.call('POST', '/sources/check', { body: input() });
    expect(await good.json()).toEqual({ ok: true, message: expect.stringContaining('v1.36.4'), version: 'v1.36.4', clusters: null });
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
