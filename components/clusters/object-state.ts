import type { z } from 'zod';
import type { disruptionBudget, node } from '#lib/api/contract/clusters.ts';
import { asLastSeen, type StateWords } from './cluster-state.ts';

/** How a node does; of a cluster that is not `seen` how it did. */
export function nodeState({ ready, unschedulable }: Pick<z.infer<typeof node>, 'ready' | 'unschedulable'>, seen: boolean): StateWords {
  if (ready === null) return { tone: 'unknown', words: 'unknown' };
  if (!ready) return asLastSeen({ tone: 'failing', words: 'not ready' }, seen);
  return asLastSeen(unschedulable ? { tone: 'motion', words: 'cordoned' } : { tone: 'ok', words: 'ready' }, seen);
}

type Verdict = z.infer<typeof disruptionBudget>['verdict'];

const verdicts: Record<Verdict, StateWords & { before: string }> = {
  allows: { tone: 'ok', words: 'lets pods go', before: 'let pods go' },
  now: { tone: 'attention', words: 'allows none now', before: 'allowed none' },
  never: { tone: 'failing', words: 'never allows any', before: 'never allowed any' },
  unknown: { tone: 'unknown', words: 'unknown', before: 'unknown' },
};

/** What a disruption budget means for a drain; of a cluster that is not `seen` what it meant. */
export function budgetState({ verdict }: { verdict: Verdict }, seen: boolean): StateWords {
  const { tone, words, before } = verdicts[verdict];
  return seen ? { tone, words } : { tone: 'unknown', words: before };
}
