import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isGranted, roles } from '#lib/access/permissions.ts';
import { handleApiRequest } from './door.ts';
import { operations } from './operations.ts';
import { SharedAnswers } from './shared-answers.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.database.drop());

const someId = '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10';
const addressOf = (path: string) => path.replaceAll(/\{[^}]+\}/g, someId);
const isAction = (method: string) => method !== 'GET';

describe.each(operations)('$method $path', ({ method, path, permission }) => {
  test('answers 401 to nobody, before it reads anything', async () => {
    const response = await api.call(method, addressOf(path), { as: null, ...(isAction(method) && { body: '{ not json' }) });
    expect(response.status).toBe(permission === null ? 200 : 401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(await response.json()).toMatchObject({ code: 'not-signed-in', status: 401 });
  });

  test.each(roles)('lets %s do what the role is granted, and nothing else', async (role) => {
    const response = await api.call(method, addressOf(path), { as: role, ...(isAction(method) && { body: {} }) });
    if (permission === null || isGranted(role, permission)) {
      expect(response.status).toBeLessThan(500);
      // What only people have is refused to every token, whatever its role.
      expect(['not-signed-in', 'forbidden']).not.toContain((await response.json()).code);
    } else {
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining(permission) });
    }
  });
});

test('an answer that is kept for all who may ask is given to nobody who may not', async () => {
  const services = { ...api.services, answers: new SharedAnswers({ maxAgeMs: 60_000 }) };
  const ask = async (headers: Record<string, string>) => (await handleApiRequest(services, new Request('http://tarmac.test/api/v1/clusters', { headers }))).status;
  expect([await ask({ authorization: `Bearer ${api.tokens.viewer}` }), await ask({})]).toEqual([200, 401]);
});

describe('the matrix of the contract', () => {
  test('keeps every operation that changes something from viewers and auditors, but for what is their own', () => {
    const open = operations.filter(({ method, permission }) => isAction(method) && (permission === null || isGranted('viewer', permission) || isGranted('auditor', permission)));
    expect(open.map(({ method, path, permission }) => [permission, method, path])).toEqual([
      ['self:write', 'DELETE', '/me/sessions'], ['self:write', 'POST', '/views'], ['self:write', 'PATCH', '/views/{id}'], ['self:write', 'DELETE', '/views/{id}'],
    ]);
  });

  test('names a permission for every operation', () => {
    expect(operations.filter(({ permission }) => permission === null)).toEqual([]);
    expect(operations.length).toBeGreaterThan(30);
  });
});
