import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewerOfSession } from '#lib/access/sessions.ts';
import { encode } from 'next-auth/jwt';
import { authOptions } from './auth-options.ts';
import { readSessionCookie, sessionSecret } from './session-cookie.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.database.drop());

type Authorize = (credentials: Record<string, string> | undefined, request: { headers: Record<string, string> }) => Promise<{ id: string } | null>;
const authorize = (email: string, password: string) => {
  const [provider] = authOptions(api.services).providers;
  return (provider as unknown as { options: { authorize: Authorize } }).options.authorize({ email, password }, { headers: { 'x-forwarded-for': '192.0.2.1' } });
};

describe('sign-in by next-auth', () => {
  test('knows a right password and nothing else', async () => {
    expect(await authorize('admin@test.example', 'right horse')).toMatchObject({ name: 'Robin' });
    expect(await authorize('admin@test.example', 'wrong horse')).toBeNull();
    expect(await authorize('nobody@test.example', 'right horse')).toBeNull();
  });

  test('tells the page when it is throttled', async () => {
    for (let count = 0; count < 10; count += 1) await authorize('somebody@test.example', 'wrong');
    await expect(authorize('somebody@test.example', 'wrong')).rejects.toThrow('Throttled');
  });

  test('logs what kept it from looking at a sign-in, and tells the page only whether the database was away', async () => {
    const failing = (thrown: Error) => ({ ...api.services, db: { ...api.services.db, pool: Object.assign(Object.create(api.services.db.pool), { query: () => Promise.reject(thrown) }) } });
    const attempt = (services: typeof api.services) => (authOptions(services).providers[0] as unknown as { options: { authorize: Authorize } }).options.authorize({ email: 'admin@test.example', password: 'x' }, { headers: {} });
    await expect(attempt(failing(new Error('relation "users" does not exist')))).rejects.toThrow('Failed');
    await expect(attempt(failing(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })))).rejects.toThrow('Unavailable');
    expect(api.logged.filter((line) => line.includes('a sign-in could not be looked at')).map((line) => line.includes('does not exist'))).toEqual([true, false]);
  });

  test('puts the account and the time into the cookie, and nothing of a person', async () => {
    const { callbacks } = authOptions(api.services);
    const user = (await authorize('admin@test.example', 'right horse'))!;
    const token = await callbacks!.jwt!({ token: { name: 'Robin', email: 'admin@test.example', picture: 'x' }, user, account: null });
    expect(Object.keys(token)).toEqual(['sub', 'signedInAt']);
    const cookie = await encode({ token, secret: sessionSecret(api.services.secret) });
    const claims = await readSessionCookie(`other=1; next-auth.session-token=${cookie}`, api.services);
    expect(await viewerOfSession(api.services.db, claims!)).toMatchObject({ name: 'Robin', role: 'admin' });
    expect(await readSessionCookie(`next-auth.session-token=${cookie}`, { ...api.services, secret: Buffer.alloc(32, 8) })).toBeNull();
    expect(await readSessionCookie(`next-auth.session-token=${await encode({ token, secret: sessionSecret(api.services.secret), maxAge: -60 })}`, api.services)).toBeNull();
    // Where people come by https, a cookie that a neighbour could have set is none of ours.
    expect(await readSessionCookie(`next-auth.session-token=${cookie}`, { ...api.services, secure: true })).toBeNull();
    expect(await readSessionCookie(`__Secure-next-auth.session-token=${cookie}`, { ...api.services, secure: true })).toEqual(claims);
    const kept = await callbacks!.jwt!({ token, user: undefined as never, account: null });
    expect(kept).toEqual(token);
  });

  test('binds cookies to https where the site is served so', () => {
    expect(authOptions({ ...api.services, secure: true }).useSecureCookies).toBe(true);
  });
});
