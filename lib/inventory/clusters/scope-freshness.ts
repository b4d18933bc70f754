import type { ScopeFreshness } from './snapshot-model.ts';

/** What freshness needs of one row of `source_scopes`; instants are ISO 8601. */
export type ScopeRow = {
  sourceId: string;
  clusterId: string | null;
  kind: string;
  noun: string;
  state: string;
  observedAt: string | null;
  staleAfterMs: number;
  error: string | null;
};

/**
 * How current what is stored of these nouns is at `now`. A kind that the API server does not know
 * counts as answered; a noun without any scope has never been looked at, which is unknown.
 */
export function judgeScopes(scopes: readonly ScopeRow[], nouns: readonly string[], now: Date): ScopeFreshness {
  const unlisted = nouns.filter((noun) => !scopes.some((scope) => scope.noun === noun));
  const asked = scopes.filter((scope) => nouns.includes(scope.noun) && scope.state !== 'not-served');
  const unseen = asked.filter((scope) => scope.observedAt === null);
  const isStale = (scope: ScopeRow) => scope.observedAt !== null && Date.parse(scope.observedAt) + scope.staleAfterMs < now.getTime();
  const problems = [
    ...unlisted.map((noun) => ({ kind: noun, error: 'has not been listed yet', observedAt: null, staleAfterMs: null })),
    // The error of a scope outlives its trouble.
    ...asked.filter((scope) => scope.observedAt === null || isStale(scope)).map(({ kind, state, error, observedAt, staleAfterMs }) => ({ kind, error: state === 'failing' ? error : null, observedAt, staleAfterMs })),
  ];
  // Nothing but kinds that are not served says nothing about when.
  if (unlisted.length > 0 || unseen.length > 0 || asked.length === 0) return { state: 'unknown', observedAt: null, problems };
  return {
    state: problems.length > 0 ? 'stale' : 'fresh',
    observedAt: new Date(Math.min(...asked.map((scope) => Date.parse(scope.observedAt!)))).toISOString(),
    problems,
  };
}
