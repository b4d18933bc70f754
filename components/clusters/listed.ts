import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { countWords } from '#lib/kernel/count-words.ts';

type Scope = ClusterDetail['scopes'][number];

/** What is known of the objects of one noun: `fresh` when all its listings are, `stale` when they are old, `unknown` when one was never read; with why, and how many objects are missing. */
export type Listed = { state: 'fresh' | 'stale' | 'unknown'; error: string | null; unreadable: number };

/** Judges a cluster's listings of one noun by themselves: each may fail while the others are current. A kind that is not served has no objects. */
export function listedOf(scopes: readonly Scope[], noun: string): Listed {
  const asked = scopes.filter((scope) => scope.noun === noun);
  const served = asked.filter(({ state }) => state !== 'not-served');
  const state = asked.length === 0 || served.some(({ observedAt }) => observedAt === null) ? 'unknown' : served.some(({ stale }) => stale) ? 'stale' : 'fresh';
  return { state, error: served.find(({ error }) => error !== null)?.error ?? null, unreadable: sumUnreadable(served) };
}

/** What an empty list of these objects says: that there are none (`none`) only when it is known. */
export function emptyWords({ state, unreadable }: Listed, what: string, none: string): string {
  if (state === 'unknown') return `Not known: the ${what} could not be read.`;
  if (state === 'stale') return `Not known now: there were no ${what} when they were last read.`;
  return unreadable > 0 ? `Not known: ${unreadableWords(unreadable)}.` : none;
}

/** How many objects are missing since they could not be read. */
export function unreadableWords(unreadable: number): string {
  return `${countWords(unreadable, 'object')} could not be read`;
}

/** How many objects of these listings could not be read. */
export function sumUnreadable(scopes: readonly Scope[]): number {
  return scopes.reduce((sum, { unreadable }) => sum + unreadable, 0);
}
