import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from './operations.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.database.drop());

const someId = '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10';
const json = { 'content-type': 'application/json' };
const expectProblem = async (response: Response, status: number, code: string) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = await response.json();
  expect(problem).toMatchObject({ status, code, type: `/api/v1/reference#problem-${code}`, title: expect.any(String), detail: expect.any(String), instance: expect.stringMatching(/^\/api\/v1/) });
  expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  expect(response.status).toBe(status);
  return problem;
};

test('an action is logged with its request id, who asked and the answer', async () => {
  const response = await api.call('POST', '/tokens', { body: '{"name": ', headers: { ...json, 'x-request-id': 'r-4711' } });
  expect(response.status).toBe(400);
  const line = api.logged.map((text) => JSON.parse(text)).find(({ requestId }) => requestId === 'r-4711');
  expect(line).toMatchObject({ level: 'info', method: 'POST', route: '/tokens', status: 400, viewer: expect.stringMatching(/^(user|token):/) });
});

describe('a refused request', () => {
  test.each<[string, string, string, string | undefined, Record<string, string>, number, string]>([
    ['an unknown path', 'GET', '/nothing', undefined, {}, 404, 'not-found'],
    ['the bare prefix', 'GET', '', undefined, {}, 404, 'not-found'],
    ['a path with a bad escape', 'GET', '/clusters/%E0%A4%A', undefined, {}, 404, 'not-found'],
    ['a path with a NUL', 'GET', '/clusters/%00', undefined, {}, 404, 'not-found'],
    ['a known path with another method', 'PATCH', '/clusters', '{}', json, 405, 'method-not-allowed'],
    ['a body that is no JSON', 'POST', '/tokens', '{"name": ', json, 400, 'malformed-json'],
    ['a body of another type', 'POST', '/tokens', 'name=ci&role=viewer', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported-media-type'],
    ['a body without a type', 'POST', '/tokens', '{"name":"ci","role":"viewer"}', { 'content-type': 'text/plain' }, 415, 'unsupported-media-type'],
    ['a body above 1 MiB', 'POST', '/tokens', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), json, 413, 'too-large'],
    ['a source above 300 KiB', 'POST', '/sources', JSON.stringify({ kubeconfig: 'x'.repeat(300 * 1024) }), json, 413, 'too-large'],
    ['a body nested too deep', 'POST', '/tokens', `${'['.repeat(21)}${']'.repeat(21)}`, json, 400, 'too-deep'],
    ['a body nested absurdly deep', 'POST', '/tokens', '[{"a":'.repeat(80_000), json, 400, 'too-deep'],
    ['an unknown field', 'POST', '/tokens', '{"name":"ci","role":"viewer","isAdmin":true}', json, 400, 'invalid-input'],
    ['a wrong type', 'POST', '/tokens', '{"name":7,"role":"viewer"}', json, 400, 'invalid-input'],
    ['a body that is a list', 'POST', '/tokens', '[]', json, 400, 'invalid-input'],
    ['a body that is null', 'POST', '/tokens', 'null', json, 400, 'invalid-input'],
    ['no body where one is needed', 'POST', '/tokens', undefined, {}, 400, 'invalid-input'],
    ['__proto__ at the top', 'POST', '/tokens', '{"name":"ci","role":"viewer","__proto__":{"role":"admin"}}', json, 400, 'invalid-input'],
    ['__proto__ further in', 'POST', '/campaigns', '{"parameters":{"__proto__":{}}}', json, 400, 'invalid-input'],
    ['constructor', 'POST', '/tokens', '{"name":"ci","role":"viewer","constructor":{"prototype":{}}}', json, 400, 'invalid-input'],
    ['text that cannot be stored', 'POST', '/tokens', '{"name":"a\\u0000b","role":"viewer"}', json, 400, 'invalid-input'],
    ['a lone surrogate', 'POST', '/tokens', '{"name":"\\ud800","role":"viewer"}', json, 400, 'invalid-input'],
    ['an id that is none', 'GET', '/clusters/7', undefined, {}, 404, 'not-found'],
    ['an unknown parameter', 'GET', '/clusters?colour=red', undefined, {}, 400, 'invalid-input'],
    ['a parameter twice', 'GET', '/clusters?team=a&team=b', undefined, {}, 400, 'invalid-input'],
    ['a parameter with brackets', 'GET', '/clusters?team[]=a', undefined, {}, 400, 'invalid-input'],
    ['__proto__ in the query', 'GET', '/clusters?__proto__=x', undefined, {}, 400, 'invalid-input'],
    ['__proto__ in brackets in the query', 'GET', '/clusters?a[__proto__][b]=x', undefined, {}, 400, 'invalid-input'],
    ['a limit that is none', 'GET', '/clusters?limit=1e9', undefined, {}, 400, 'invalid-input'],
    ['a limit below one', 'GET', '/clusters?limit=0', undefined, {}, 400, 'invalid-input'],
    ['NUL in the query', 'GET', '/clusters?q=%00', undefined, {}, 400, 'invalid-input'],
    ['a cursor of nowhere', 'GET', '/audit?cursor=abc', undefined, {}, 400, 'invalid-input'],
    ['a cursor of no campaign', 'GET', '/campaigns?cursor=00000000-0000-4000-8000-00000000dead', undefined, {}, 400, 'invalid-input'],
    ['a cursor of no token', 'GET', '/tokens?cursor=00000000-0000-4000-8000-00000000dead', undefined, {}, 400, 'invalid-input'],
    ['a cursor of tokens that is no id', 'GET', '/tokens?cursor=abc', undefined, {}, 400, 'invalid-input'],
    ['a bad idempotency key', 'POST', '/campaigns', '{}', { ...json, 'idempotency-key': 'k'.repeat(201) }, 400, 'invalid-input'],
    ['a token that is none', 'GET', '/me', undefined, { authorization: 'Bearer tarmac_x' }, 401, 'not-signed-in'],
    ['another scheme', 'GET', '/me', undefined, { authorization: 'Basic YTpi' }, 401, 'not-signed-in'],
  ])('for %s is a problem document', async (_what, method, path, body, headers, status, code) => {
    expect(await expectProblem(await api.call(method, path, { body, headers }), status, code)).toMatchObject({ code });
  });

  test.each(['/audit?action=', '/audit?objectType=,', '/audit?objectId=', '/audit?actor=', '/campaigns?state='])('of %s, a filter without a value, is all there is', async (path) => {
    const total = async (asked: string) => (await (await api.call('GET', asked)).json()).total;
    expect(await total(path)).toBe(await total(path.split('?')[0]!));
    expect(await total('/audit')).toBeGreaterThan(0);
  });

  test('says which part of the input is wrong', async () => {
    const problem = await expectProblem(await api.call('POST', '/tokens', { body: { name: '', role: 'owner', extra: 1 } }), 400, 'invalid-input');
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(expect.arrayContaining(['/name', '/role']));
    expect(JSON.stringify(problem.errors)).toContain('extra');
  });

  test('with another method names the right ones', async () => {
    expect((await api.call('DELETE', '/clusters')).headers.get('allow')).toBe('GET');
  });

  test('is never 5xx, whatever the body', async () => {
    const actions = operations.filter(({ method }) => method !== 'GET');
    const key = fc.oneof(fc.constantFrom('name', 'role', 'kind', 'clusterIds', 'strategy', 'parameters', 'kubeconfig', 'planHash', 'reason', '__proto__', 'constructor'), fc.string({ unit: 'binary' }));
    const body = fc.oneof(fc.dictionary(key, fc.jsonValue({ stringUnit: 'binary' }), { noNullPrototype: true }), fc.jsonValue({ stringUnit: 'binary' })).map((value) => JSON.stringify(value));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...actions), fc.oneof(body, fc.string({ unit: 'binary' })), fc.option(fc.string({ minLength: 1, maxLength: 220 }).map((text) => text.replaceAll(/[^\x21-\x7e]/g, 'k')), { nil: undefined }), async ({ method, path }, text, idempotencyKey) => {
        const response = await api.call(method, path.replaceAll(/\{[^}]+\}/g, someId), { body: text, headers: idempotencyKey ? { 'idempotency-key': idempotencyKey } : {} });
        expect(response.status, `${method} ${path} ${text}: ${api.logged.at(-1)}`).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
  });

  test('is never 5xx, whatever the query and path', async () => {
    const reads = operations.filter(({ method }) => method === 'GET');
    const name = fc.oneof(fc.constantFrom('q', 'limit', 'cursor', 'sort', 'environment', 'version', 'state', 'cluster', 'actor', 'objectId', 'age', 'freshness'), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...reads), fc.array(fc.tuple(name, fc.string({ unit: 'binary' })), { maxLength: 4 }), fc.oneof(fc.constant(someId), fc.string({ unit: 'binary' })), async ({ method, path }, query, id) => {
        const search = new URLSearchParams(query.map(([key, value]) => [key.toWellFormed(), value.toWellFormed()]));
        const address = `${path.replaceAll(/\{[^}]+\}/g, encodeURIComponent(id.toWellFormed()))}?${search}`;
        const response = await api.call(method, address);
        expect(response.status, `${method} ${address}: ${api.logged.at(-1)}`).toBeLessThan(500);
      }),
      { numRuns: 400 },
    );
  });
});

describe('an answer', () => {
  test('carries the request id that came, or one of its own when that was not sound', async () => {
    expect((await api.call('GET', '/me', { headers: { 'x-request-id': 'from-the-proxy.1' } })).headers.get('x-request-id')).toBe('from-the-proxy.1');
    expect((await api.call('GET', '/me', { headers: { 'x-request-id': 'a b' } })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('is not kept by caches', async () => {
    expect((await api.call('GET', '/me')).headers.get('cache-control')).toBe('no-store');
  });

  test('to HEAD is that to GET without a body', async () => {
    const response = await api.call('HEAD', '/me');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('tells who is asking and what they may do', async () => {
    expect(await (await api.call('GET', '/me', { as: 'operator' })).json()).toMatchObject({ kind: 'token', role: 'operator', email: null, permissions: ['fleet:read', 'self:write', 'campaign:write'] });
  });

  test('is timed by route, never by path', async () => {
    await api.call('GET', `/clusters/${someId}`);
    await api.call('GET', '/some-path-that-is-not-there');
    const text = await api.services.metrics.registry.metrics();
    expect(text).toContain('route="/clusters/{id}"');
    expect(text).not.toContain('some-path');
    expect(text).not.toContain(someId);
  });

  test('says 503 when the database is away, and only that', async () => {
    const { services } = api;
    const closed = { ...services, db: { ...services.db, pool: Object.assign(Object.create(services.db.pool), { query: () => Promise.reject(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })) }) } };
    const { handleApiRequest } = await import('./door.ts');
    const response = await handleApiRequest(closed, new Request('http://tarmac.test/api/v1/me', { headers: { authorization: `Bearer ${api.tokens.admin}` } }));
    const problem = await expectProblem(response, 503, 'database-unavailable');
    expect(JSON.stringify(problem)).not.toContain('5432');
  });
});

describe('a session cookie', () => {
  const withCookie = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    api.call(method, path, { as: null, body, headers: { host: 'tarmac.test', cookie: `theme=dark; ${api.cookie}`, ...headers } });

  test('signs in', async () => {
    expect(await (await withCookie('GET', '/me', {})).json()).toMatchObject({ kind: 'user', name: 'Robin', email: 'admin@test.example', role: 'admin' });
  });

  test.each<[string, Record<string, string>, number]>([
    ['from the same origin', { 'sec-fetch-site': 'same-origin' }, 201],
    ['from the same origin by an old browser', { origin: 'http://tarmac.test' }, 201],
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.test' }, 403],
    ['from a sibling domain', { 'sec-fetch-site': 'same-site', origin: 'http://other.tarmac.test' }, 403],
    ['from another origin by an old browser', { origin: 'http://evil.test' }, 403],
    ['from an opaque origin', { origin: 'null' }, 403],
    ['from nowhere', {}, 403],
  ])('for an action %s', async (_where, headers, status) => {
    const response = await withCookie('POST', '/tokens', headers, { name: 'from a browser', role: 'viewer' });
    expect(response.status).toBe(status);
    if (status === 403) expect(await response.json()).toMatchObject({ code: 'cross-site' });
  });

  test('that was changed or has ended signs nobody in', async () => {
    expect((await api.call('GET', '/me', { as: null, headers: { cookie: `${api.cookie.slice(0, -4)}AAAA` } })).status).toBe(401);
    const ended = await withCookie('DELETE', '/me/sessions', { 'sec-fetch-site': 'same-origin' });
    expect([ended.status, await ended.json()]).toEqual([200, { ended: true }]);
    expect((await withCookie('GET', '/me', {})).status).toBe(401);
    expect((await (await api.call('GET', '/audit?action=session.end-all')).json()).items).toMatchObject([{ actor: { kind: 'user', name: 'Robin' } }]);
  });

  test('is what ending all sessions is about: a token has none', async () => {
    const response = await api.call('DELETE', '/me/sessions');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'people-only' });
    expect((await api.call('GET', '/me')).status).toBe(200);
  });
});
