/** Who did it: a person, an API token, or Tarmac itself (`id` names the part, e.g. `worker`). */
export type AuditActor = { kind: 'user' | 'token' | 'system'; id: string; name: string };

/**
 * One act. `action` is `<noun>.<verb>` (`campaign.start`), `objectType` the noun that it was done to.
 * `data` is for a reader of the record: plain JSON, never a secret.
 */
export type AuditEntry = {
  actor: AuditActor;
  action: string;
  objectType: string;
  objectId?: string | null;
  objectName?: string | null;
  reason?: string | null;
  data?: Record<string, unknown>;
  requestId?: string | null;
};

/** An act as recorded; `id` counts from 1 without gaps, `at` is ISO 8601 UTC, the hashes are hexadecimal SHA-256. */
export type AuditRecord = {
  id: string;
  at: string;
  actor: AuditActor;
  action: string;
  objectType: string;
  objectId: string | null;
  objectName: string | null;
  reason: string | null;
  data: Record<string, unknown>;
  requestId: string | null;
  prevHash: string;
  hash: string;
};
