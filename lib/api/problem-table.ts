import type { AccessErrorCode } from '#lib/access/access-error.ts';
import type { CampaignErrorCode } from '#lib/campaigns/campaign-error.ts';
import type { SourceCommandErrorCode } from '#lib/sync/source-commands.ts';
import type { ApiErrorCode } from './api-error.ts';

/** How one kind of failure is told: its HTTP status, and a title that is the same each time. */
export type ProblemKind = { code: string; status: number; title: string };

/** The one mapping from error codes to HTTP, for failures of the door itself. */
export const apiProblems: Record<ApiErrorCode, ProblemKind> = {
  'invalid-input': { code: 'invalid-input', status: 400, title: 'The input is not valid' },
  'malformed-json': { code: 'malformed-json', status: 400, title: 'The body is not JSON' },
  'too-deep': { code: 'too-deep', status: 400, title: 'The body is nested too deep' },
  'not-signed-in': { code: 'not-signed-in', status: 401, title: 'Not signed in' },
  forbidden: { code: 'forbidden', status: 403, title: 'Not allowed' },
  'people-only': { code: 'people-only', status: 403, title: 'Only for people, not for tokens' },
  'cross-site': { code: 'cross-site', status: 403, title: 'Refused as coming from another site' },
  'not-found': { code: 'not-found', status: 404, title: 'Not found' },
  'method-not-allowed': { code: 'method-not-allowed', status: 405, title: 'Method not allowed' },
  'idempotency-key-reused': { code: 'idempotency-key-reused', status: 409, title: 'The idempotency key was used for another request' },
  'idempotency-key-in-flight': { code: 'idempotency-key-in-flight', status: 409, title: 'The first request with this idempotency key is still under way' },
  'idempotency-answer-shown-once': { code: 'idempotency-answer-shown-once', status: 409, title: 'The answer is shown once and cannot be repeated' },
  'idempotency-answer-lost': { code: 'idempotency-answer-lost', status: 409, title: 'The answer of a request that was carried out was lost' },
  'too-large': { code: 'too-large', status: 413, title: 'The body is too large' },
  'unsupported-media-type': { code: 'unsupported-media-type', status: 415, title: 'The body is of a type that is not taken' },
  'too-many-streams': { code: 'too-many-streams', status: 429, title: 'Too many event streams' },
  internal: { code: 'internal', status: 500, title: 'Tarmac failed' },
  'database-unavailable': { code: 'database-unavailable', status: 503, title: 'The database does not answer' },
};

/** The same for lib/access. */
export const accessProblems: Record<AccessErrorCode, ProblemKind> = {
  'sign-in-refused': { code: 'sign-in-refused', status: 401, title: 'Sign-in refused' },
  'sign-in-throttled': { code: 'sign-in-throttled', status: 429, title: 'Too many attempts to sign in' },
  'email-taken': { code: 'email-taken', status: 409, title: 'The email is taken' },
  'token-not-found': { code: 'not-found', status: 404, title: 'Not found' },
  'view-not-found': { code: 'not-found', status: 404, title: 'Not found' },
  'view-name-taken': { code: 'view-name-taken', status: 409, title: 'You have a view of that name' },
  'too-many-views': { code: 'too-many-views', status: 409, title: 'You have as many views as there can be' },
};

/** The same for lib/campaigns. */
export const campaignProblems: Record<CampaignErrorCode, ProblemKind> = {
  'not-found': { code: 'not-found', status: 404, title: 'Not found' },
  'unknown-kind': { code: 'unknown-kind', status: 400, title: 'There is no such kind of campaign' },
  'wrong-state': { code: 'wrong-state', status: 409, title: 'The campaign is not in a state for this' },
  'plan-changed': { code: 'plan-changed', status: 409, title: 'The plan is no longer the one that was seen' },
  'nothing-to-do': { code: 'nothing-to-do', status: 409, title: 'There is nothing to do' },
  'cluster-busy': { code: 'cluster-busy', status: 409, title: 'A cluster is in another campaign' },
};

/** The same for the commands of lib/sync. */
export const sourceProblems: Record<SourceCommandErrorCode, ProblemKind> = {
  'source-name-taken': { code: 'source-name-taken', status: 409, title: 'The name of the source is taken' },
  'source-not-found': { code: 'not-found', status: 404, title: 'Not found' },
  'source-of-file': { code: 'source-of-file', status: 409, title: 'The source stands in tarmac.yaml' },
};

/** Every kind of problem once, for the documents about the API. */
export const problemKinds: readonly ProblemKind[] = [
  ...new Map([apiProblems, accessProblems, campaignProblems, sourceProblems].flatMap((table) => Object.values(table)).map((kind) => [kind.code, kind])).values(),
];
