import type { Tone } from '#components/ui/tone.ts';
import type { Overview } from '#lib/api/contract/fleet.ts';
import { countWords } from '#lib/kernel/count-words.ts';

/** Why there is no cluster, in words and with the tone of what is known. */
export type EmptyFleet = { tone?: Tone; title: string; words: string };

/**
 * Why a fleet has no cluster, by how its sources do: that there is none is known only when each was listed whole and is
 * current. While nothing is known of the sources, so it says.
 */
export function emptyFleet(sources: Overview['sources'] | undefined): EmptyFleet {
  if (!sources) return { tone: 'unknown', title: 'No cluster is listed', words: 'How the sources do is not known at the moment, so there may be clusters.' };
  const { total, failing, starting, stale } = sources;
  if (total === 0) {
    return { title: 'No source is connected yet', words: 'A source is a Cluster API management cluster, or any cluster by its kubeconfig. Add one in Settings or in tarmac.yaml; clusters appear within seconds. To look around first, start Tarmac with TARMAC_DEMO=1.' };
  }
  if (failing > 0) {
    const unread = total === 1 ? 'The only source cannot be read' : failing === total ? `None of the ${total} sources can be read` : `${failing} of ${total} sources cannot be read`;
    return { tone: 'failing', title: 'No cluster can be seen', words: `${unread}, so nothing is known of the fleet.` };
  }
  if (starting > 0) return { tone: 'waiting', title: 'No cluster has been seen yet', words: `${countWords(starting, 'source')} ${starting === 1 ? 'is' : 'are'} being listed for the first time; clusters appear as they are found.` };
  if (stale > 0) return { tone: 'unknown', title: 'No cluster was seen lately', words: `${countWords(stale, 'source')} ${stale === 1 ? 'was' : 'were'} not read lately. There was no cluster then; now there may be.` };
  const listed = total === 1 ? 'The only source' : `Each of the ${total} sources`;
  return { tone: 'attention', title: 'No source holds a cluster', words: `${listed} was listed whole and holds none. If it should, look at its namespaces and its permissions.` };
}
