import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import type { Tone } from '#components/ui/tone.ts';
import { sumUnreadable } from './listed.ts';

type Scope = ClusterDetail['scopes'][number];

/**
 * Listings of a cluster that fare alike: `kinds` of objects in one state with one error, of which `unreadable` objects are missing;
 * `oldestAt` is the least recent reading, null when one was never read.
 */
export type ScopeGroup = { tone: Tone; words: string; error: string | null; kinds: string[]; objectCount: number; unreadable: number; oldestAt: string | null };

const states: Record<string, { tone: Tone; words: string }> = {
  current: { tone: 'ok', words: 'current' },
  starting: { tone: 'waiting', words: 'starting' },
  failing: { tone: 'failing', words: 'not read' },
  'not-served': { tone: 'waived', words: 'not served there' },
};
const rank: Tone[] = ['failing', 'unknown', 'waiting', 'waived', 'ok'];

// A listing stays `current` when nobody is left to update it: only the clock then tells that it is not.
function scopeState({ state, stale }: Scope): { tone: Tone; words: string } {
  if (state === 'current' && stale) return { tone: 'unknown', words: 'not current' };
  return states[state] ?? { tone: 'unknown', words: 'unknown' };
}

/** Folds the listings that fare alike, what fails first; a state that is not known here is unknown. */
export function scopeGroups(scopes: readonly Scope[]): ScopeGroup[] {
  const groups = Map.groupBy(scopes, (scope) => `${scopeState(scope).words} ${scope.error ?? ''}`);
  return [...groups.values()]
    .map((members): ScopeGroup => {
      const times = members.map((scope) => scope.observedAt);
      return {
        ...scopeState(members[0]!),
        error: members[0]!.error,
        kinds: members.map((scope) => scope.kind),
        objectCount: members.reduce((sum, scope) => sum + scope.objectCount, 0),
        unreadable: sumUnreadable(members),
        oldestAt: times.includes(null) ? null : (times.toSorted()[0] ?? null),
      };
    })
    .toSorted((a, b) => rank.indexOf(a.tone) - rank.indexOf(b.tone));
}
