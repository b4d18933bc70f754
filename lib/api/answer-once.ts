import { claimKey, giveKeyBack, keepAnswer } from '#lib/access/idempotency.ts';
import type { Viewer } from '#lib/access/viewer.ts';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import { isDatabaseAway } from '#lib/platform/db/database-away.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { ApiError } from './api-error.ts';

/** Operations whose answer holds a secret: it is never stored, so it cannot be given again. */
const answersShownOnce: ReadonlySet<string> = new Set(['access.tokens.create']);

/** One action of a viewer under a key; `operation` and `input` tell it from another. */
export type KeyedAction = { viewer: Viewer; key: string; requestId: string; operation: string; input: unknown };

/**
 * Runs an action at most once for a viewer's idempotency key: a repetition gets the first answer and `replayed`, the
 * key with another request or while the first is under way is refused. An action that throws without having been carried
 * out gives its key back.
 */
export async function answerOnce<T>(db: Queryable, { viewer, key, requestId, operation, input }: KeyedAction, act: () => Promise<T>): Promise<{ output: T; replayed: boolean }> {
  const request = { viewer, key, requestId, requestHash: contentHash({ operation, input }) };
  const claim = await claimKey(db, request);
  switch (claim.state) {
    case 'in-flight':
      throw new ApiError('idempotency-key-in-flight', 'The first request with this Idempotency-Key is still under way. Send the same again in a moment.', { retryable: true, headers: { 'retry-after': '1' } });
    case 'other-request':
      throw new ApiError('idempotency-key-reused', 'This Idempotency-Key was used for another request in the last 24 hours. Choose a new key for each action.');
    case 'unanswered':
      throw new ApiError('idempotency-answer-lost', 'This request was carried out, and Tarmac ended before it could keep the answer. Nothing was done again. See what it made in the list that it belongs to, or in the audit log.');
    case 'answered':
      if (answersShownOnce.has(operation)) throw new ApiError('idempotency-answer-shown-once', 'This request was carried out; its answer holds a secret that is shown once. Revoke what it made, then use a new key.');
      // Stored by this function from an output of the same operation.
      return { output: claim.response as T, replayed: true };
    case 'mine':
      break;
  }
  let output: T;
  try {
    output = await act();
  } catch (thrown) {
    // Why the action failed is what its client needs to hear, whether or not the key could be given back. Of an action
    // whose database went away nobody knows whether it was carried out: the claim stays, and the audit record will tell.
    if (!isDatabaseAway(thrown)) await giveKeyBack(db, request).catch(() => undefined);
    throw thrown;
  }
  await keepAnswer(db, request, answersShownOnce.has(operation) ? null : output);
  return { output, replayed: false };
}
