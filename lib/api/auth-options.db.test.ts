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
  const [provider] = authOptions(api.services, { secure: false }).providers;
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

  test('puts the account and the time into the cookie, and nothing of a person', async () => {
    const { callbacks } = authOptions(api.services, { secure: false });
    const user = (await authorize('admin@test.example', 'right horse'))!;
    const token = await callbacks!.jwt!({ token: { name: 'Robin', email: 'admin@test.example', picture: 'x' }, user, account: null });
    expect(Object.keys(token)).toEqual(['sub', 'signedInAt']);
    const cookie = await encode({ token, secret: sessionSecret(api.services.secret) });
    const claims = await readSessionCookie(`other=1; next-auth.session-token=${cookie}`, api.services.secret);
    expect(await viewerOfSession(api.services.db, claims!)).toMatchObject({ name: 'Robin', role: 'admin' });
    expect(await readSessionCookie(`next-auth.session-token=${cookie}`, Buffer.alloc(32, 8))).toBeNull();
    expect(await readSessionCookie(`next-auth.session-token=${await encode({ token, secret: sessionSecret(api.services.secret), maxAge: -60 })}`, api.services.secret)).toBeNull();
    const kept = await callbacks!.jwt!({ token, user: undefined as never, account: null });
    expect(kept).toEqual(token);
  });

  test('binds cookies to https where the site is served so', () => {
    expect(authOptions(api.services, { secure: true }).useSecureCookies).toBe(true);
  });
});
