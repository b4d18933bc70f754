import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '#lib/access/permissions.ts';
import { createUser } from '#lib/access/users.ts';
import { sessionSecret } from './session-cookie.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
const cookies: Record<string, string> = {};

/** Sends a request with the session of this person. */
async function ask(person: string, method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const response = await api.call(method, path, { as: null, body, headers: { cookie: cookies[person]!, 'sec-fetch-site': 'same-origin', ...headers } });
  return { status: response.status, body: await response.json() };
}
const save = (person: string, name: string, more: object = {}) => ask(person, 'POST', '/views', { page: 'clusters', name, query: 'support=ended', ...more });
const namesOf = async (person: string) => (await ask(person, 'GET', '/views?page=clusters')).body.items.map(({ name }: { name: string }) => name);

async function addPerson(name: string, role: Role): Promise<void> {
  const userId = await createUser(api.services.db, { email: `${name}@test.example`, name, password: 'right horse', role, actor: { kind: 'system', id: 'test', name: 'Test' } });
  cookies[name] = `next-auth.session-token=${await encode({ token: { sub: userId, signedInAt: Date.now() + 1 }, secret: sessionSecret(api.services.secret) })}`;
}

beforeAll(async () => {
  api = await createTestApi();
  for (const [name, role] of [['Ann', 'viewer'], ['Ben', 'operator'], ['Root', 'admin'], ['Many', 'viewer']] as const) await addPerson(name, role);
});
afterAll(() => api.database.drop());

describe('a saved view', () => {
  test('is kept in one form, whatever the spelling of its query', async () => {
    const { status, body } = await save('Ann', '  Ended in prod ', { query: '?view=table&support=ended,ended&sort=name&environment=staging,prod&q=%20eu%20&team=' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'Ended in prod', query: 'environment=prod,staging&q=eu&support=ended', visibility: 'personal', owner: { name: 'Ann' }, allowed: ['change', 'remove'] });
  });

  test('of one person is not seen, changed or removed by another, and both look as if it were not there', async () => {
    const { body: view } = await save('Ann', 'private');
    expect(await namesOf('Ben')).not.toContain('private');
    for (const person of ['Ben', 'Root']) {
      for (const [method, body] of [['PATCH', { name: 'mine now' }], ['DELETE', undefined]] as const) {
        const refused = await ask(person, method, `/views/${view.id}`, body);
        const missing = await ask(person, method, '/views/6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10', body);
        expect([refused.status, refused.body.detail]).toEqual([404, missing.body.detail]);
      }
    }
    expect(await namesOf('Ann')).toContain('private');
  });

  test('that is shared is seen by everybody, after their own, and by tokens', async () => {
    await save('Ben', 'zulu');
    await save('Ann', 'alpha', { visibility: 'shared' });
    const names = await namesOf('Ben');
    expect(names.indexOf('zulu')).toBeLessThan(names.indexOf('alpha'));
    const ofToken = (await (await api.call('GET', '/views?page=clusters', { as: 'viewer' })).json()).items;
    expect(ofToken).toMatchObject([{ name: 'alpha', allowed: [] }]);
  });

  test('is on exactly one page of the list, which counts them all', async () => {
    for (const name of ['Same', 'same', 'SAME']) await save('Ben', name);
    const whole = (await ask('Ben', 'GET', '/views?page=clusters')).body;
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { status, body } = await ask('Ben', 'GET', `/views?page=clusters&limit=1${cursor && `&cursor=${cursor}`}`);
      expect([status, body.total]).toEqual([200, whole.total]);
      names.push(...body.items.map(({ name }: { name: string }) => name));
      cursor = body.nextCursor;
    }
    expect(names).toEqual(whole.items.map(({ name }: { name: string }) => name));
    expect(names.length).toBe(whole.total);
  });

  test.each(['x', Buffer.from('[0,"a","b"]').toString('base64url'), Buffer.from('["a"]').toString('base64url')])('is not looked for behind the cursor %s, which no list gave', async (cursor) => {
    expect((await ask('Ann', 'GET', `/views?page=clusters&cursor=${cursor}`)).status).toBe(400);
  });

  test('that is shared is changed by its owner alone, and removed by its owner or an admin', async () => {
    const { body: view } = await save('Ann', 'common', { visibility: 'shared' });
    expect((await ask('Ben', 'DELETE', `/views/${view.id}`)).status).toBe(404);
    expect((await ask('Root', 'PATCH', `/views/${view.id}`, { name: 'x' })).status).toBe(404);
    expect((await ask('Root', 'GET', '/views?page=clusters')).body.items.find(({ id }: { id: string }) => id === view.id).allowed).toEqual(['remove']);
    expect((await ask('Root', 'DELETE', `/views/${view.id}`)).body).toEqual({ removed: true });
    expect(await namesOf('Ann')).not.toContain('common');
  });

  test('is renamed, shared and given other filters', async () => {
    const { body: view } = await save('Ben', 'before');
    const { body } = await ask('Ben', 'PATCH', `/views/${view.id}`, { name: 'after', visibility: 'shared', query: 'sort=-rollout' });
    expect(body).toMatchObject({ id: view.id, name: 'after', visibility: 'shared', query: 'sort=-rollout' });
    expect(await namesOf('Ann')).toContain('after');
  });

  test('leaves a record of each change, none when nothing changed', async () => {
    const { body: view } = await save('Ann', 'recorded');
    await ask('Ann', 'PATCH', `/views/${view.id}`, { name: 'recorded' });
    await ask('Ann', 'PATCH', `/views/${view.id}`, { name: 'renamed' });
    await ask('Ann', 'DELETE', `/views/${view.id}`);
    const { items } = await (await api.call('GET', `/audit?objectType=view&objectId=${view.id}`)).json();
    expect(items.map(({ action }: { action: string }) => action)).toEqual(['view.remove', 'view.change', 'view.create']);
    expect(items[1]).toMatchObject({ actor: { kind: 'user', name: 'Ann' }, objectName: 'renamed', data: { name: 'renamed' } });
  });

  test('is made once for one Idempotency-Key', async () => {
    const make = () => ask('Ben', 'POST', '/views', { page: 'clusters', name: 'keyed', query: '' }, { 'idempotency-key': 'v1' });
    expect((await make()).body).toEqual((await make()).body);
    expect((await namesOf('Ben')).filter((name: string) => name === 'keyed')).toHaveLength(1);
  });

  test('needs a name that its owner has not given yet; another person may have the same', async () => {
    await save('Ann', 'taken');
    const again = await save('Ann', 'taken');
    expect([again.status, again.body.code]).toEqual([409, 'view-name-taken']);
    expect((await save('Ben', 'taken')).status).toBe(201);
    const { body: other } = await save('Ann', 'other');
    expect((await ask('Ann', 'PATCH', `/views/${other.id}`, { name: 'taken' })).status).toBe(409);
    const together = await Promise.all(['one', 'two', 'three'].map(async (name) => (await save('Ann', name)).body.id)).then((ids) =>
      Promise.all(ids.map((id) => ask('Ann', 'PATCH', `/views/${id}`, { name: 'all the same' }))));
    expect(together.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
  });

  test.each<[string, object]>([
    ['without a name', { name: '   ' }],
    ['with a name of 81 characters', { name: 'x'.repeat(81) }],
    ['with a query of 2,001 characters', { query: `q=${'x'.repeat(1999)}` }],
    ['with a query that grows too long by being encoded', { query: `environment=${'ü'.repeat(250)}&region=${'ü'.repeat(250)}` }],
    ['with a value that no cluster can have', { query: 'support=purple' }],
    ['with a parameter that the page does not have', { query: 'colour=red' }],
    ['with a parameter twice', { query: 'q=a&q=b' }],
    ['with a sort that there is not', { query: 'sort=colour' }],
    ['of another page', { page: 'images' }],
    ['for a team', { visibility: 'team' }],
    ['of somebody else', { ownerId: '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10' }],
    ['with __proto__ in its query', { query: '__proto__=x' }],
  ])('is refused %s', async (_why, more) => {
    const { status, body } = await save('Ann', 'refused', more);
    expect([status, body.code]).toEqual([400, 'invalid-input']);
    expect(await namesOf('Ann')).not.toContain('refused');
  });

  test('is no thing of a token', async () => {
    const made = await api.call('POST', '/views', { body: { page: 'clusters', name: 'of a token', query: '' } });
    expect([made.status, (await made.json()).code]).toEqual([403, 'people-only']);
  });

  test('is one of at most a hundred, also when they come at once', async () => {
    const { rows } = await api.services.db.pool.query<{ id: string }>(`SELECT id FROM users WHERE name = 'Many'`);
    await api.services.db.pool.query(`INSERT INTO saved_views (owner_id, page, name, query, visibility) SELECT $1, 'clusters', 'view ' || n, '', 'personal' FROM generate_series(1, 98) n`, [rows[0]!.id]);
    const answers = await Promise.all([1, 2, 3, 4].map((n) => save('Many', `last ${n}`)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.body.code).toBe('too-many-views');
  });
});
