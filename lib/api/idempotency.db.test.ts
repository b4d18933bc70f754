import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendAudit } from '#lib/audit/append.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { answerOnce } from './answer-once.ts';
import type { ApiError } from './api-error.ts';
import { createTestApi } from './test-api.ts';
import type { TestApi } from './test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});
afterAll(() => api.database.drop());

const someId = '6b1f2f0e-0f2a-4d1e-9c51-0a6f7e2d9b10';
const create = (key: string, name: string, as: 'admin' | 'operator' = 'operator') =>
  api.call('POST', '/campaigns', { as, body: { kind: 'cluster-repave', name, clusterIds: [someId] }, headers: { 'idempotency-key': key } });
const countOf = async (name: string) => (await api.database.db.prisma.campaign.count({ where: { name } }));

describe('an action with an Idempotency-Key', () => {
  test('happens once: the same again gets the first answer', async () => {
    const first = await create('k1', 'first');
    expect(first.status).toBe(201);
    const again = await create('k1', 'first');
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect(await countOf('first')).toBe(1);
  });

  test('is refused with another body', async () => {
    const other = await create('k1', 'second');
    expect(other.status).toBe(409);
    expect(await other.json()).toMatchObject({ code: 'idempotency-key-reused' });
    expect(await countOf('second')).toBe(0);
  });

  test('is another action for another viewer', async () => {
    expect((await create('k1', 'of the admin', 'admin')).status).toBe(201);
  });

  test('happens once when it comes ten times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('k2', 'at once')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0);
    expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
    expect(await countOf('at once')).toBe(1);
  });

  test('gives its key back when it was refused', async () => {
    const refused = await api.call('POST', `/campaigns/${someId}/pause`, { body: {}, headers: { 'idempotency-key': 'k3' } });
    expect(refused.status).toBe(404);
    expect((await create('k3', 'after a refusal', 'admin')).status).toBe(201);
  });

  test('needs the key to make a campaign', async () => {
    const response = await api.call('POST', '/campaigns', { body: { kind: 'cluster-repave', clusterIds: [someId] } });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/headers/idempotency-key' }] });
  });

  test('that made a secret never keeps it, and says so when it comes again', async () => {
    const make = () => api.call('POST', '/tokens', { body: { name: 'once', role: 'viewer' }, headers: { 'idempotency-key': 'k4' } });
    const { token } = await (await make()).json();
    const again = await make();
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'idempotency-answer-shown-once' });
    const { rows } = await api.database.db.pool.query<{ text: string }>(`SELECT string_agg(k::text, ' ') AS text FROM idempotency_keys k`);
    expect(rows[0]!.text).not.toContain(token);
  });

  test('is refused while the first is under way, and taken over when that was left behind', async () => {
    const viewer = { kind: 'user', id: 'u1', name: 'U', email: null, role: 'operator' } as const;
    const { pool } = api.database.db;
    const { promise, resolve } = Promise.withResolvers<string>();
    const began = Promise.withResolvers<void>();
    let requests = 0;
    const run = (act: () => Promise<string>) => answerOnce(pool, { viewer, key: 'k5', requestId: `k5-${(requests += 1)}`, operation: 'x', input: {} }, act);
    const first = run(() => {
      began.resolve();
      return promise;
    });
    await began.promise;
    await expect(run(async () => 'second')).rejects.toMatchObject({ code: 'idempotency-key-in-flight' });
    await pool.query(`UPDATE idempotency_keys SET created_at = now() - interval '3 minutes' WHERE key = 'k5'`);
    expect(await run(async () => 'third')).toEqual({ output: 'third', replayed: false });
    resolve('first');
    await first;
    expect(await run(async () => 'fourth')).toEqual({ output: 'third', replayed: true });
  });

  test('that was carried out by a process that died before it answered is not done again', async () => {
    const { pool } = api.database.db;
    expect((await create('k6', 'unanswered')).status).toBe(201);
    // As it stands when the process ends between the commit of the action and the keeping of its answer.
    await pool.query(
      `UPDATE idempotency_keys SET status = 0, created_at = now() - interval '3 minutes', response = (SELECT to_jsonb(request_id) FROM audit_records WHERE object_name = 'unanswered') WHERE key = 'k6'`,
    );
    const again = await create('k6', 'unanswered');
    expect(again.status).toBe(409);
    expect(await again.json()).toMatchObject({ code: 'idempotency-answer-lost' });
    expect(await countOf('unanswered')).toBe(1);
  });

  test.each([
    ['k7', 'failed after it had been carried out', new Error('its answer could not be made'), true],
    ['k8', 'lost its database before anybody knew', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), false],
  ])('keeps its key %s when it %s: the audit record tells what became of it', async (key, name, failure, recorded) => {
    const { pool } = api.database.db;
    const viewer = { kind: 'user', id: `u-${key}`, name: 'U', email: null, role: 'operator' } as const;
    const run = (requestId: string, act: () => Promise<string>) => answerOnce(pool, { viewer, key, requestId, operation: 'x', input: {} }, act);
    const failing = run('first', async () => {
      if (recorded) await withTransaction(pool, (client) => appendAudit(client, { actor: viewer, action: 'x', objectType: 'x', objectName: name, requestId: 'first' }));
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    await expect(run('second', async () => 'second')).rejects.toMatchObject({ code: 'idempotency-key-in-flight' });
    await pool.query(`UPDATE idempotency_keys SET created_at = now() - interval '3 minutes' WHERE key = $1`, [key]);
    const later = await run('third', async () => 'third').catch((thrown: ApiError) => thrown.code);
    expect(later).toEqual(recorded ? 'idempotency-answer-lost' : { output: 'third', replayed: false });
  });

  test('is told from others of its client that carry the same request id', async () => {
    const response = await api.call('POST', '/campaigns', { as: 'operator', body: { kind: 'cluster-repave', name: 'by a job', clusterIds: [someId] }, headers: { 'idempotency-key': 'k9', 'x-request-id': 'job-42' } });
    const requestId = response.headers.get('x-request-id');
    expect(requestId).toMatch(/^job-42\.[0-9a-f]{8}$/);
    const { rows } = await api.database.db.pool.query(`SELECT request_id FROM audit_records WHERE object_name = 'by a job'`);
    expect(rows).toEqual([{ request_id: requestId }]);
  });

  test('is forgotten after a day', async () => {
    await api.database.db.pool.query(`UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'k1'`);
    expect((await create('k1', 'a day later')).status).toBe(201);
  });
});
