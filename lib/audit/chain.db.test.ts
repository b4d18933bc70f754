import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import { createTestDatabase } from '#lib/platform/db/test-database.ts';
import type { TestDatabase } from '#lib/platform/db/test-database.ts';
import { appendAudit } from './append.ts';
import type { AuditEntry } from './model.ts';
import { listAudit, verifyChain } from './queries.ts';

let database: TestDatabase;
const entry: AuditEntry = { actor: { kind: 'user', id: 'u1', name: 'Robin Reyes' }, action: 'campaign.start', objectType: 'campaign', objectId: 'c1' };
const append = (more: Partial<AuditEntry> = {}) => withTransaction(database.db.pool, (client) => appendAudit(client, { ...entry, ...more }));

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Changes rows as somebody with the rights of the table's owner could. */
const tamper = (sql: string, values: unknown[] = []) =>
  withTransaction(database.db.pool, async (client) => {
    await client.query('ALTER TABLE audit_records DISABLE TRIGGER USER');
    await client.query(sql, values);
    await client.query('ALTER TABLE audit_records ENABLE TRIGGER USER');
  });

describe('the audit record', () => {
  test('is intact when empty', async () => {
    expect(await verifyChain(database.db.pool)).toEqual({ intact: true, records: 0, brokenAt: null, head: null });
  });

  test('keeps one gapless chain when many write at once', async () => {
    await Promise.all(Array.from({ length: 25 }, (_, index) => append({ data: { index } })));
    expect(await verifyChain(database.db.pool, 10)).toMatchObject({ intact: true, records: 25 });
  });

  test('takes back its record with the transaction that did not happen', async () => {
    const failing = withTransaction(database.db.pool, async (client) => {
      await appendAudit(client, entry);
      throw new Error('the act failed');
    });
    await expect(failing).rejects.toThrow('the act failed');
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: true, records: 25 });
  });

  test('hashes to the same value after the database gave it back, whatever was written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }), { maxKeys: 5 }),
        fc.string({ unit: 'binary' }),
        async (data, reason) => {
          await append({ data, reason });
        },
      ),
      { numRuns: 60 },
    );
    await append({ reason: 'a\0b\uD800', data: { 'k\0': ['\0', '\uDC00'], at: new Date(0) } });
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: true });
  });

  test.each(["UPDATE audit_records SET reason = 'x' WHERE id = 3", 'DELETE FROM audit_records WHERE id = 3', 'TRUNCATE audit_records'])('refuses %s', async (sql) => {
    await expect(database.db.pool.query(sql)).rejects.toThrow('append-only');
  });

  test('pages newest first and filters', async () => {
    await append({ action: 'token.create', objectType: 'token', objectId: 't1', actor: { kind: 'system', id: 'worker', name: 'Worker' } });
    const first = await listAudit(database.db.pool, { objectTypes: ['campaign'], limit: 20 });
    expect(first.items).toHaveLength(20);
    const second = await listAudit(database.db.pool, { objectTypes: ['campaign'], limit: 200, before: first.nextBefore! });
    expect(first.items.length + second.items.length).toBe(first.total);
    expect(second.nextBefore).toBeNull();
    const byActor = await listAudit(database.db.pool, { actor: 'work', limit: 20 });
    expect(byActor.items.map((item) => item.action)).toEqual(['token.create']);
    await append({ actor: { kind: 'user', id: 'u1', name: 'Robin Ortega' } });
    const all = await listAudit(database.db.pool, { actor: 'u1', limit: 200 });
    expect(all.total).toBeGreaterThan(25);
    expect(await listAudit(database.db.pool, { actor: 'ORTEGA', limit: 200 })).toEqual(all);
    expect(await listAudit(database.db.pool, { actor: 'Reyes', limit: 200 })).toEqual(all);
    expect(await listAudit(database.db.pool, { actor: 'Nobody', limit: 200 })).toEqual({ items: [], nextBefore: null, total: 0 });
  });

  test('names the first record that was changed', async () => {
    await tamper("UPDATE audit_records SET actor_name = 'Somebody Else' WHERE id = 7");
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: false, records: 6, brokenAt: '7' });
    await tamper("UPDATE audit_records SET actor_name = 'Robin Reyes' WHERE id = 7");
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: true });
  });

  test('names a record that was put before the first', async () => {
    const copy = (from: string, to: string) => `INSERT INTO audit_records SELECT (jsonb_populate_record(r, '{"id": ${to}}')).* FROM audit_records r WHERE id = ${from}`;
    await tamper(copy('1', '-1'));
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: false, records: 0, brokenAt: '-1', head: null });
    await tamper('DELETE FROM audit_records WHERE id = -1');
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: true });
  });

  test('names the record after one that was taken out', async () => {
    await tamper('DELETE FROM audit_records WHERE id = 9');
    expect(await verifyChain(database.db.pool)).toMatchObject({ intact: false, records: 8, brokenAt: '10' });
  });
});
