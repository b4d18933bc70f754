import type { Queryable } from '#lib/platform/db/queryable.ts';

/** Who does something to accounts and tokens; a {@link Viewer} is one, `system` is Tarmac itself. */
export type Actor = { kind: 'user' | 'token' | 'system'; id: string; name: string };

/** What was done, as the audit record wants it. */
export type Act = {
  actor: Actor;
  action: string;
  objectType: string;
  objectId?: string | null;
  objectName?: string | null;
  reason?: string | null;
  data?: Record<string, unknown>;
  requestId?: string | null;
};

/**
 * Records an act in the transaction that does it; `appendAudit` of lib/audit is one. Handed in, so that accounts stand without a chain of records.
 */
export type RecordAct = (client: Queryable, act: Act) => Promise<void>;
