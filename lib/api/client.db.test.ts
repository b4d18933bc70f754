import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isApiClientError } from './client-problem.ts';
import { api as browserApi, createClient } from './client.ts';
import { handleApiRequest } from './door.ts';
import { createServerApi, createServerClient } from './server-client.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
let origin: string;
const server = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.entries(incoming.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
  const body = chunks.length ? Buffer.concat(chunks) : null;
  const response = await handleApiRequest(api.services, new Request(`${origin}${incoming.url}`, { method: incoming.method, headers, body }));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(Buffer.from(await response.arrayBuffer()));
});

beforeAll(async () => {
  api = await createTestApi();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await api.database.drop();
});

const as = (role: keyof TestApi['tokens']) => createClient({ origin, headers: { authorization: `Bearer ${api.tokens[role]}` } });
const someId = '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10';

describe('the client for the browser', () => {
  test('reads and acts with the minified contract alone', async () => {
    expect(await as('admin').access.me({})).toMatchObject({ role: 'admin' });
    const made = await as('admin').access.tokens.create({ name: 'by the client', role: 'viewer' });
    expect(made.token).toMatch(/^tarmac_/);
    expect((await as('admin').access.tokens.revoke({ id: made.id })).revokedAt).not.toBeNull();
    const audit = await as('auditor').access.audit.list({ action: 'token.create,token.revoke', limit: 2 });
    expect(audit.items.map(({ action }) => action)).toEqual(['token.revoke', 'token.create']);
    expect(audit.nextCursor).not.toBeNull();
    expect(await as('auditor').access.audit.verify({})).toMatchObject({ intact: true });
  });

  test('sends headers, path and body of an action', async () => {
    const campaign = await as('operator').campaigns.create({ headers: { 'idempotency-key': 'k' }, body: { kind: 'cluster-repave', clusterIds: [someId] } });
    expect(campaign.state).toBe('draft');
    const aborted = await as('operator').campaigns.abort({ params: { id: campaign.id }, headers: {}, body: { reason: 'a test' } });
    expect(aborted.state).toBe('aborted');
  });

  test('is told of a campaign what the one who asks may do with it', async () => {
    const { id } = await as('operator').campaigns.create({ headers: { 'idempotency-key': 'k2' }, body: { kind: 'cluster-repave', clusterIds: [someId] } });
    await api.services.db.pool.query(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [id]);
    const allowed = async (role: keyof TestApi['tokens']) => {
      const campaign = await as(role).campaigns.get({ id });
      return [campaign.allowed, ...campaign.targets.map((target) => target.allowed)];
    };
    expect(await allowed('operator')).toEqual([['pause', 'abort'], ['skip']]);
    for (const role of ['viewer', 'auditor'] as const) expect(await allowed(role)).toEqual([[], []]);
  });

  test('throws what the problem document says', async () => {
    const thrown = await as('viewer').access.tokens.create({ name: 'x', role: 'admin' }).catch((error: unknown) => error);
    expect(isApiClientError(thrown)).toBe(true);
    expect(thrown).toMatchObject({ code: 'forbidden', status: 403, message: expect.stringContaining('token:write'), data: { type: '/api/v1/reference#problem-forbidden' } });
  });
});

describe('the client inside of the server', () => {
  const viewer = { kind: 'user', id: someId, name: 'V', email: null, role: 'viewer' } as const;

  test('asks the same permissions', async () => {
    await expect(createServerClient(api.services, viewer).access.tokens.list({})).rejects.toMatchObject({ code: 'forbidden' });
    await expect(createServerClient(api.services, null).access.me({})).rejects.toMatchObject({ code: 'not-signed-in' });
    expect(await createServerClient(api.services, viewer).access.me({})).toMatchObject({ name: 'V' });
  });

  test('prefetches under the keys that the browser asks for', () => {
    const input = { environment: 'prod', sort: '-nodes' } as const;
    expect(createServerApi(api.services, viewer).clusters.list.queryKey({ input })).toEqual(browserApi.clusters.list.queryKey({ input }));
  });
});
