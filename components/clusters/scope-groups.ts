import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import type { Tone } from '#components/ui/tone.ts';

type Scope = ClusterDetail['scopes'][number];

/** Listings of a cluster that fare alike: `kinds` of objects in one state with one error; `oldestAt` is the least recent reading, null when one was never read. */
export type ScopeGroup = { tone: Tone; error: string | null; kinds: string[]; objectCount: number; oldestAt: string | null };

const tones: Record<string, Tone> = { current: 'ok', starting: 'waiting', failing: 'failing', 'not-served': 'waived' };
const rank: Tone[] = ['failing', 'unknown', 'waiting', 'waived', 'ok'];

/** Folds the listings that fare alike, what fails first; a state that is not known here is unknown. */
export function scopeGroups(scopes: readonly Scope[]): ScopeGroup[] {
  const groups = Map.groupBy(scopes, ({ state, error }) => `${tones[state] ?? 'unknown'} ${error ?? ''}`);
  return [...groups.values()]
    .map((members): ScopeGroup => {
      const times = members.map((scope) => scope.observedAt);
      return {
        tone: tones[members[0]?.state ?? ''] ?? 'unknown',
        error: members[0]?.error ?? null,
        kinds: members.map((scope) => scope.kind),
        objectCount: members.reduce((sum, scope) => sum + scope.objectCount, 0),
        oldestAt: times.includes(null) ? null : (times.toSorted()[0] ?? null),
      };
    })
    .toSorted((a, b) => rank.indexOf(a.tone) - rank.indexOf(b.tone));
}
