import { wasRecorded } from '#lib/audit/queries.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { Viewer } from './viewer.ts';

/** One action under a key that its client chose; `requestHash` stands for the whole request, `requestId` is what the action is recorded with. */
export type KeyedRequest = { viewer: Viewer; key: string; requestHash: string; requestId: string };

/**
 * What a key stands for now: `mine` (go on, then finish or give it back), or what an earlier request under it came to.
 * An `answered` one has the first answer; `response` null there means that it must not be kept. An `unanswered` one was
 * carried out by a process that died before it could keep the answer.
 */
export type KeyClaim =
  | { state: 'mine' }
  | { state: 'in-flight' }
  | { state: 'other-request' }
  | { state: 'unanswered' }
  | { state: 'answered'; response: unknown };

const keptFor = '24 hours';
// No action takes this long; a claim that is older was left by a process that died before it answered.
const abandonedAfter = '2 minutes';
// Records carry the time of the process that acted, claims that of the database.
const clocksApart = '5 minutes';

/**
 * Claims a key for a request, before the action and in a transaction of its own, so that of two at once one goes on. An
 * action commits together with its audit record, so a claim that was left behind without one did nothing: it is taken over.
 */
export async function claimKey(db: Queryable, request: KeyedRequest): Promise<KeyClaim> {
  await db.query(`DELETE FROM idempotency_keys WHERE created_at < now() - interval '${keptFor}'`);
  const { viewer, key, requestHash, requestId } = request;
  const actor = actorOf(viewer);
  const claimed = await db.query(
    `INSERT INTO idempotency_keys (actor, key, request_hash, status, response) VALUES ($1, $2, $3, 0, to_jsonb($4::text)) ON CONFLICT DO NOTHING`,
    [actor, key, requestHash, requestId],
  );
  if (claimed.rowCount) return { state: 'mine' };
  const { rows } = await db.query<{ request_hash: string; status: number; response: unknown; since: Date; abandoned: boolean }>(
    `SELECT request_hash, status, response, created_at - interval '${clocksApart}' AS since, created_at < now() - interval '${abandonedAfter}' AS abandoned
     FROM idempotency_keys WHERE actor = $1 AND key = $2`,
    [actor, key],
  );
  const earlier = rows[0];
  // Given back between the two statements: its request failed, so the client may simply send it again.
  if (!earlier) return { state: 'in-flight' };
  if (earlier.request_hash !== requestHash) return { state: 'other-request' };
  if (earlier.status !== 0) return { state: 'answered', response: earlier.response };
  if (!earlier.abandoned) return { state: 'in-flight' };
  if (await wasRecorded(db, { actorId: viewer.id, requestId: String(earlier.response), since: earlier.since })) return { state: 'unanswered' };
  const taken = await db.query(
    'UPDATE idempotency_keys SET response = to_jsonb($4::text), created_at = now() WHERE actor = $1 AND key = $2 AND status = 0 AND response = $3::jsonb',
    [actor, key, JSON.stringify(earlier.response), requestId],
  );
  return { state: taken.rowCount ? 'mine' : 'in-flight' };
}

/** Keeps the answer of a claimed key for a day; null when it is a secret that must not be kept. Does nothing when another request has taken the claim over. */
export async function keepAnswer(db: Queryable, { viewer, key, requestId }: KeyedRequest, response: unknown): Promise<void> {
  await db.query(
    'UPDATE idempotency_keys SET status = 1, response = $4 WHERE actor = $1 AND key = $2 AND status = 0 AND response = to_jsonb($3::text)',
    [actorOf(viewer), key, requestId, JSON.stringify(response)],
  );
}

/**
 * Gives a claimed key back after the action was refused or failed, so that it can be tried again. Does nothing when
 * another request has taken the claim over, or when the action is recorded: it failed after it had been carried out.
 */
export async function giveKeyBack(db: Queryable, { viewer, key, requestId }: KeyedRequest): Promise<void> {
  await db.query(
    `DELETE FROM idempotency_keys WHERE actor = $1 AND key = $2 AND status = 0 AND response = to_jsonb($3::text)
       AND NOT EXISTS (SELECT FROM audit_records a WHERE a.actor_id = $4 AND a.request_id = $3 AND a.at >= created_at - interval '${clocksApart}')`,
    [actorOf(viewer), key, requestId, viewer.id],
  );
}

const actorOf = ({ kind, id }: Viewer): string => `${kind}:${id}`;
