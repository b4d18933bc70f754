import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AuditActor } from '#lib/audit/model.ts';
import { listAudit } from '#lib/audit/queries.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { demoAccounts, ensureInitialAccounts } from './initial-accounts.ts';
import { endSessions, sessionMs, viewerOfSession } from './sessions.ts';
import { countSignInAttempt, forgetSignInAttempts } from './sign-in-throttle.ts';
import { createToken, listTokens, revokeToken, viewerOfToken } from './tokens.ts';
import { createUser, signIn } from './users.ts';

let database: TestDatabase;
const actor: AuditActor = { kind: 'system', id: 'test', name: 'Test' };
const allText = async () =>
  (await database.db.pool.query<{ text: string }>(
    `SELECT concat_ws(' ', (SELECT string_agg(t::text, ' ') FROM api_tokens t), (SELECT string_agg(u::text, ' ') FROM users u), (SELECT string_agg(a::text, ' ') FROM audit_records a)) AS text`,
  )).rows[0]!.text;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('initial accounts', () => {
  test('outside of the demo are one admin, told once, also when two processes start together', async () => {
    const told = (await Promise.all([1, 2].map(() => ensureInitialAccounts(database.db, { demo: false })))).flatMap(({ told: accounts }) => accounts);
    expect(told).toHaveLength(1);
    expect(await ensureInitialAccounts(database.db, { demo: false })).toEqual({ told: [], closed: [] });
    const viewer = await signIn(database.db, { ...told[0]!, address: null });
    expect(viewer.role).toBe('admin');
    expect(await allText()).not.toContain(told[0]!.password);
  });

  test('of the demo are made once and sign in with the passwords that are shown', async () => {
    await ensureInitialAccounts(database.db, { demo: true });
    expect((await ensureInitialAccounts(database.db, { demo: true })).told).toEqual(demoAccounts);
    for (const account of demoAccounts) {
      expect(await signIn(database.db, { ...account, address: '127.0.0.1' })).toMatchObject({ kind: 'user', role: account.role, email: account.email });
    }
  });

  test('of a demo that is over are closed with their sessions and tokens, but for one with a password of its own', async () => {
    const { db, drop } = await createTestDatabase();
    try {
      await ensureInitialAccounts(db, { demo: true });
      const [platform, security, , admin] = demoAccounts.map((account) => ({ ...account, address: null }));
      const viewer = await signIn(db, admin!);
      const session = { userId: viewer.id, signedInAt: Date.now() };
      const made = await createToken(db, { name: 'made in the demo', role: 'admin', actor: viewer });
      const ofMade = await createToken(db, { name: 'made with that', role: 'viewer', actor: { kind: 'token', id: made.id, name: made.name } });
      const ofCommand = await createToken(db, { name: 'made at the terminal', role: 'viewer', actor });
      const own = await createUser(db, { email: 'own@tarmac.example', name: 'Own', password: 'right horse', role: 'viewer', actor });
      await db.pool.query('UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1) WHERE email = $2', [own, security!.email]);

      const { told, closed } = await ensureInitialAccounts(db, { demo: false });
      expect(closed).toEqual(['platform@tarmac.example', 'developer@tarmac.example', 'admin@tarmac.example']);
      await expect(signIn(db, admin!)).rejects.toMatchObject({ code: 'sign-in-refused' });
      expect(await Promise.all([made, ofMade, ofCommand].map(async ({ token }) => (await viewerOfToken(db, token))?.name))).toEqual([undefined, undefined, 'made at the terminal']);
      expect(await signIn(db, { ...security!, password: 'right horse' })).toMatchObject({ role: 'auditor' });
      expect(await signIn(db, { ...told[0]!, address: null })).toMatchObject({ role: 'admin' });
      expect((await listAudit(db.pool, { actions: ['user.disable', 'token.revoke'], limit: 9 })).total).toBe(5);
      expect(await ensureInitialAccounts(db, { demo: false })).toEqual({ told: [], closed: [] });

      await ensureInitialAccounts(db, { demo: true });
      expect(await signIn(db, platform!)).toMatchObject({ role: 'operator' });
      expect(await viewerOfSession(db, session)).toBeNull();
    } finally {
      await drop();
    }
  });
});

describe('signing in', () => {
  test('refuses an unknown account, a wrong password and a disabled account in the same words', async () => {
    const id = await createUser(database.db, { email: 'Ann@Tarmac.example', name: 'Ann', password: 'right horse', role: 'viewer', actor });
    const refusals: string[] = [];
    const attempt = (email: string, password: string) => signIn(database.db, { email, password, address: null }).catch((thrown: unknown) => refusals.push(String(thrown)));
    await attempt('nobody@tarmac.example', 'right horse');
    await attempt('ann@tarmac.example', 'wrong horse');
    await attempt('ann@tarmac.example', 'x'.repeat(5000));
    await database.db.pool.query('UPDATE users SET disabled_at = now() WHERE id = $1', [id]);
    await attempt('ann@tarmac.example', 'right horse');
    expect(refusals).toHaveLength(4);
    expect(new Set(refusals).size).toBe(1);
  });

  test('is throttled by account after ten wrong passwords, then even for the right one', async () => {
    await createUser(database.db, { email: 'ben@tarmac.example', name: 'Ben', password: 'right horse', role: 'viewer', actor });
    const attempt = (password: string) => signIn(database.db, { email: 'ben@tarmac.example', password, address: '192.0.2.7' });
    for (let count = 0; count < 10; count += 1) await expect(attempt('wrong')).rejects.toMatchObject({ code: 'sign-in-refused' });
    await database.db.pool.query(`UPDATE sign_in_attempts SET at = now() - interval '10 minutes'`);
    for (let count = 0; count < 3; count += 1) await expect(attempt('right horse')).rejects.toMatchObject({ code: 'sign-in-throttled' });
    // Five more minutes: the refused ones did not prolong it.
    await database.db.pool.query(`UPDATE sign_in_attempts SET at = at - interval '6 minutes'`);
    await expect(attempt('right horse')).resolves.toMatchObject({ name: 'Ben' });
  });

  test.each([
    ['2001:db8:0:1::7', '2001:db8:0:1:ffff::8', '2001:db8:0:2::7'],
    ['2001:DB8::1', '2001:0db8:0:0:1::', '2001:db8:0:9::1'],
    ['::ffff:192.0.2.44', '192.0.2.44', '192.0.2.45'],
  ])('is throttled by address, %s like %s but not like %s', async (address, same, other) => {
    await database.db.pool.query('DELETE FROM sign_in_attempts');
    const attempt = (from: string, count: number) => countSignInAttempt(database.db.pool, { email: `${count}@nowhere.example`, address: from });
    for (let count = 0; count < 100; count += 1) expect(await attempt(count % 2 ? address : same, count)).toBe('allowed');
    expect([await attempt(same, 100), await attempt(address, 101), await attempt(other, 102)]).toEqual(['throttled-now', 'throttled', 'allowed']);
    // What is right is forgotten: an office signs in by one address.
    await forgetSignInAttempts(database.db.pool, { email: '1@nowhere.example', address });
    expect([await attempt(same, 103), await attempt(same, 104)]).toEqual(['allowed', 'throttled']);
  });

  test('leaves a record', async () => {
    const { items } = await listAudit(database.db.pool, { actions: ['session.create'], actor: 'Ben', limit: 5 });
    expect(items).toHaveLength(1);
  });

  test('that fails leaves a record as well, with the account when there is one and never with what was typed', async () => {
    const id = await createUser(database.db, { email: 'fay@tarmac.example', name: 'Fay', password: 'right horse', role: 'viewer', actor });
    const attempt = (email: string) => signIn(database.db, { email, password: 'a typed password', address: '192.0.2.9', requestId: 'request-9' }).catch(() => null);
    const recorded = async () => (await listAudit(database.db.pool, { actions: ['session.refuse', 'session.throttle'], limit: 100 })).items.filter(({ requestId }) => requestId === 'request-9');
    await attempt('fay@tarmac.example');
    await attempt('a password typed as email');
    await database.db.pool.query('UPDATE users SET disabled_at = now() WHERE id = $1', [id]);
    await signIn(database.db, { email: 'fay@tarmac.example', password: 'right horse', address: '192.0.2.9', requestId: 'request-9' }).catch(() => null);
    expect(await recorded()).toMatchObject([
      { action: 'session.refuse', objectType: 'user', objectId: id, objectName: 'Fay', reason: 'The account is disabled.', data: { address: '192.0.2.9' } },
      { action: 'session.refuse', objectType: 'user', objectId: null, objectName: null, reason: 'There is no such account.' },
      { action: 'session.refuse', objectType: 'user', objectId: id, objectName: 'Fay', reason: 'The password was not right.', actor: { kind: 'system' } },
    ]);
    expect(await allText()).not.toContain('typed');

    // Only the attempt that begins the throttle is told: what comes after it would fill the record.
    for (let count = 0; count < 12; count += 1) await attempt('fay@tarmac.example');
    expect((await recorded()).filter(({ action }) => action === 'session.throttle')).toHaveLength(1);
    expect(await recorded()).toHaveLength(12);
  });
});

describe('sessions', () => {
  test('follow the account: role at once, nothing after it is disabled or its sessions are ended', async () => {
    const userId = await createUser(database.db, { email: 'cat@tarmac.example', name: 'Cat', password: 'right horse', role: 'viewer', actor });
    const session = { userId, signedInAt: Date.now() };
    expect(await viewerOfSession(database.db, session)).toMatchObject({ role: 'viewer' });
    await database.db.pool.query(`UPDATE users SET role = 'operator' WHERE id = $1`, [userId]);
    expect(await viewerOfSession(database.db, session)).toMatchObject({ role: 'operator' });
    expect(await viewerOfSession(database.db, { ...session, signedInAt: 0 })).toBeNull();
    // Used or not, a session is over after twelve hours.
    await database.db.pool.query(`UPDATE users SET sessions_valid_after = '2000-01-01' WHERE id = $1`, [userId]);
    expect(await viewerOfSession(database.db, { userId, signedInAt: Date.now() - sessionMs + 60_000 })).not.toBeNull();
    expect(await viewerOfSession(database.db, { userId, signedInAt: Date.now() - sessionMs - 60_000 })).toBeNull();
    await database.db.pool.query(`UPDATE users SET sessions_valid_after = $2 WHERE id = $1`, [userId, new Date(session.signedInAt + 1)]);
    expect(await viewerOfSession(database.db, session)).toBeNull();
    expect(await viewerOfSession(database.db, { userId: "x' OR 1=1", signedInAt: Date.now() })).toBeNull();
  });

  test('end everywhere at once for one person alone, which is recorded', async () => {
    const [dan, eve] = await Promise.all(['dan', 'eve'].map((name) => createUser(database.db, { email: `${name}@tarmac.example`, name, password: 'right horse', role: 'viewer', actor })));
    const earlier = Date.now() + 1;
    const viewer = (await viewerOfSession(database.db, { userId: dan!, signedInAt: earlier }))!;
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(earlier));
    await endSessions(database.db, viewer, 'request-1');
    expect(await viewerOfSession(database.db, { userId: dan!, signedInAt: earlier })).toBeNull();
    expect(await viewerOfSession(database.db, { userId: eve!, signedInAt: earlier })).not.toBeNull();
    expect(await viewerOfSession(database.db, { userId: dan!, signedInAt: Date.now() + 1 })).not.toBeNull();
    const { items } = await listAudit(database.db.pool, { actions: ['session.end-all'], limit: 5 });
    expect(items).toMatchObject([{ actor: { id: dan }, objectId: dan, requestId: 'request-1' }]);
  });
});

describe('API tokens', () => {
  test('are known by their hash alone and carry their role', async () => {
    const { token, id } = await createToken(database.db, { name: 'ci', role: 'operator', actor });
    expect(token).toMatch(/^tarmac_[A-Za-z0-9_-]{43}$/);
    expect(await allText()).not.toContain(token);
    expect(JSON.stringify(await listTokens(database.db, { limit: 500 }))).not.toContain(token.slice(7));
    expect(await viewerOfToken(database.db, token)).toEqual({ kind: 'token', id, name: 'ci', email: null, role: 'operator' });
    expect(await viewerOfToken(database.db, `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`)).toBeNull();
    expect(await viewerOfToken(database.db, 'tarmac_')).toBeNull();
  });

  test('are listed newest first in pages that together hold each of them once', async () => {
    // Several in one transaction have one time.
    await database.db.pool.query(`INSERT INTO api_tokens (name, role, token_hash, created_by) SELECT 'n', 'viewer', 'hash ' || n, 'Test' FROM generate_series(1, 7) n`);
    const { items: all, total } = await listTokens(database.db, { limit: 500 });
    const paged: string[] = [];
    for (let beforeId: string | null | undefined; beforeId !== null; ) {
      const page = await listTokens(database.db, { beforeId, limit: 3 });
      expect(page.total).toBe(total);
      paged.push(...page.items.map(({ id }) => id));
      beforeId = page.nextBeforeId;
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    expect(paged.length).toBe(total);
  });

  test('note their use at most once a minute', async () => {
    const { token, id } = await createToken(database.db, { name: 'often', role: 'viewer', actor });
    const lastUsed = async () => (await database.db.prisma.apiToken.findUniqueOrThrow({ where: { id } })).lastUsedAt;
    await viewerOfToken(database.db, token);
    const first = await lastUsed();
    await viewerOfToken(database.db, token);
    expect(await lastUsed()).toEqual(first);
    await database.db.pool.query(`UPDATE api_tokens SET last_used_at = now() - interval '2 minutes' WHERE id = $1`, [id]);
    await viewerOfToken(database.db, token);
    expect((await lastUsed())!.getTime()).toBeGreaterThanOrEqual(first!.getTime());
  });

  test('end by expiry and by revocation, which is recorded once', async () => {
    const { token, id } = await createToken(database.db, { name: 'short', role: 'viewer', actor, expiresAt: new Date(Date.now() - 1000) });
    expect(await viewerOfToken(database.db, token)).toBeNull();
    await database.db.pool.query('UPDATE api_tokens SET expires_at = NULL WHERE id = $1', [id]);
    expect(await viewerOfToken(database.db, token)).not.toBeNull();
    const revoked = await revokeToken(database.db, id, actor);
    expect(await revokeToken(database.db, id, actor)).toEqual(revoked);
    expect(await viewerOfToken(database.db, token)).toBeNull();
    expect((await listAudit(database.db.pool, { actions: ['token.revoke'], limit: 9 })).total).toBe(1);
    await expect(revokeToken(database.db, '00000000-0000-4000-8000-000000000000', actor)).rejects.toMatchObject({ code: 'token-not-found' });
  });
});
