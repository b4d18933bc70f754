import type { Queryable } from '#lib/platform/db/queryable.ts';

/** One action under a key that its client chose; `requestHash` stands for the whole request. */
export type KeyedRequest = { actor: string; key: string; requestHash: string };

/**
 * What a key stands for now: `mine` (go on, then finish or give it back), or what an earlier request under it came to.
 * An `answered` one has the first answer; `response` null there means that it must not be kept.
 */
export type KeyClaim =
  | { state: 'mine' }
  | { state: 'in-flight' }
  | { state: 'other-request' }
  | { state: 'answered'; response: unknown };

const keptFor = '24 hours';
// No action takes this long; a claim that is older was left by a process that died before it answered.
const abandonedAfter = '2 minutes';

/** Claims a key for a request, before the action and in a transaction of its own, so that of two at once one goes on. */
export async function claimKey(db: Queryable, { actor, key, requestHash }: KeyedRequest): Promise<KeyClaim> {
  await db.query(
    `DELETE FROM idempotency_keys WHERE created_at < now() - interval '${keptFor}' OR (status = 0 AND created_at < now() - interval '${abandonedAfter}')`,
  );
  const claimed = await db.query(
    `INSERT INTO idempotency_keys (actor, key, request_hash, status, response) VALUES ($1, $2, $3, 0, 'null') ON CONFLICT DO NOTHING`,
    [actor, key, requestHash],
  );
  if (claimed.rowCount) return { state: 'mine' };
  const { rows } = await db.query<{ request_hash: string; status: number; response: unknown }>(
    'SELECT request_hash, status, response FROM idempotency_keys WHERE actor = $1 AND key = $2', [actor, key],
  );
  const earlier = rows[0];
  // Given back between the two statements: its request failed, so the client may simply send it again.
  if (!earlier) return { state: 'in-flight' };
  if (earlier.request_hash !== requestHash) return { state: 'other-request' };
  return earlier.status === 0 ? { state: 'in-flight' } : { state: 'answered', response: earlier.response };
}

/** Keeps the answer of a claimed key for a day; null when it is a secret that must not be kept. */
export async function keepAnswer(db: Queryable, { actor, key }: KeyedRequest, response: unknown): Promise<void> {
  await db.query('UPDATE idempotency_keys SET status = 1, response = $3 WHERE actor = $1 AND key = $2 AND status = 0', [actor, key, JSON.stringify(response)]);
}

/** Gives a claimed key back after the action was refused or failed, so that it can be tried again. */
export async function giveKeyBack(db: Queryable, { actor, key }: KeyedRequest): Promise<void> {
  await db.query('DELETE FROM idempotency_keys WHERE actor = $1 AND key = $2 AND status = 0', [actor, key]);
}
