import { isOverBudget } from '#components/ui/age-budget.ts';
import type { Tone } from '#components/ui/tone.ts';
import { dayMs, formatDuration } from '#lib/kernel/duration.ts';
import { supportNoticeDays } from '#lib/inventory/clusters/model.ts';
import type { ClusterDetail, ClusterSummary } from '#lib/api/contract/clusters.ts';
import { conditionWords } from './condition-words.ts';
import { minorsAhead, mostSkewMinors } from './versions-words.ts';

/** A state in its tone and in words. */
export type StateWords = { tone: Tone; words: string };
type Support = ClusterSummary['support'];
type Rollout = ClusterSummary['rollout'];

/** Calendar days (UTC) from today until a date: 0 on that day, negative after it. */
export function daysUntil(date: string, nowMs: number): number {
  return Date.parse(date) / dayMs - Math.floor(nowMs / dayMs);
}

/** What is left of a version's support: "97 d left", "ended 27 d ago". A version that the calendar does not know is unknown. */
export function supportWords({ state, endOfLife }: Support, nowMs: number): StateWords {
  if (state === 'unknown') return { tone: 'unknown', words: 'unknown' };
  const days = endOfLife === null ? null : daysUntil(endOfLife, nowMs);
  if (state === 'ended') return { tone: 'failing', words: days === null || days >= 0 ? 'ended' : `ended ${-days} d ago` };
  const left = days === null ? state : `${days} d left`;
  if (days !== null && days <= supportNoticeDays) return { tone: 'attention', words: left };
  return state === 'maintenance' ? { tone: 'attention', words: `${left}, maintenance` } : { tone: 'ok', words: left };
}

const rolloutTones: Record<Rollout['state'], Tone> = { steady: 'ok', rolling: 'motion', stuck: 'failing', paused: 'attention', deleting: 'motion', unknown: 'unknown' };

/** A cluster's support as far as it is known: of one not seen lately the version may be another by now, so it is unknown. */
export function clusterSupport({ support, freshness }: Pick<ClusterSummary, 'support' | 'freshness'>, nowMs: number): StateWords {
  const { tone, words } = supportWords(support, nowMs);
  return { tone: freshness.state === 'fresh' ? tone : 'unknown', words };
}

/** A cluster that the API no longer knows, as it was when it was loaded: nothing of it is seen any more. */
export function asGone<C extends Pick<ClusterDetail, 'freshness' | 'scopes'>>(cluster: C): C {
  return { ...cluster, freshness: { ...cluster.freshness, state: 'stale' }, scopes: cluster.scopes.map((scope) => ({ ...scope, stale: true })) };
}

/** A state as it was when its cluster was last seen: told as past, and unknown. While it is `seen`, as it is. */
export function asLastSeen(state: StateWords, seen: boolean): StateWords {
  return seen || state.tone === 'unknown' ? state : { tone: 'unknown', words: `was ${state.words}` };
}

/** What a cluster's machines do, by the state's own name; of one not seen lately what they did when it was, of one that nothing rolls that. */
export function rolloutWords({ rollout: { state }, freshness, managedBy }: Pick<ClusterSummary, 'rollout' | 'freshness' | 'managedBy'>): StateWords {
  if (managedBy === 'none') return { tone: 'waiting', words: 'not managed' };
  return asLastSeen({ tone: rolloutTones[state], words: state }, freshness.state === 'fresh');
}

/** How many of a cluster's nodes are ready: of one whose nodes were never listed that is unknown, not none. */
export function nodesWords({ nodes: { ready, total }, freshness }: Pick<ClusterSummary, 'nodes' | 'freshness'>): StateWords {
  const seen = freshness.state === 'fresh';
  if (!seen && total === 0) return { tone: 'unknown', words: 'unknown' };
  return asLastSeen({ tone: ready < total ? 'attention' : 'ok', words: `${ready.toLocaleString('en')} of ${total.toLocaleString('en')}` }, seen);
}

/** Whether the oldest node is over its budget; null when no age is known. */
export function isOverAge({ oldestNodeCreatedAt, nodeAgeBudgetDays }: Pick<ClusterSummary, 'oldestNodeCreatedAt' | 'nodeAgeBudgetDays'>, nowMs: number): boolean | null {
  if (oldestNodeCreatedAt === null) return null;
  return isOverBudget(Date.parse(oldestNodeCreatedAt), nodeAgeBudgetDays, nowMs);
}

/** A band of node age, `from-to` in days, in words: "30 to 60 d", "90 d and older". */
export function nodeAgeBandWords(band: string): string {
  if (band === 'unknown') return band;
  const [from, to] = band.split('-');
  return to ? `${from} to ${to} d` : `${from} d and older`;
}

/** How long ago a cluster was last seen: "current" while fresh, an age when stale, "never reached" when unknown. */
export function seenWords({ state, observedAt }: ClusterSummary['freshness'], nowMs: number): StateWords {
  if (state === 'fresh') return { tone: 'ok', words: 'current' };
  if (observedAt === null) return { tone: 'unknown', words: 'never reached' };
  return { tone: 'unknown', words: `seen ${formatDuration(nowMs - Date.parse(observedAt))} ago` };
}

/**
 * The one state of a cluster, worst first, the same wherever it is shown. A cluster that was not seen lately is unknown whatever its last known state
 * was, and so is one of which a fact is missing that would be needed to call it ok.
 */
export function clusterState(cluster: ClusterSummary, nowMs: number): StateWords {
  if (cluster.freshness.state !== 'fresh') return seenWords(cluster.freshness, nowMs);
  const { nodes, rollout, support } = cluster;
  const worst = cluster.worstCondition && conditionWords(cluster.worstCondition);
  if (rollout.state === 'stuck') return { tone: 'failing', words: 'rollout stuck' };
  if (cluster.phase === 'Failed') return { tone: 'failing', words: 'failed' };
  if (support.state === 'ended') return { tone: 'failing', words: 'version out of support' };
  if (rollout.state === 'rolling') return { tone: 'motion', words: 'rolling' };
  if (rollout.state === 'deleting') return { tone: 'motion', words: 'being deleted' };
  if (rollout.state === 'paused') return { tone: 'attention', words: 'paused' };
  if (nodes.ready < nodes.total) return { tone: 'attention', words: `${nodes.total - nodes.ready} of ${nodes.total} nodes not ready` };
  if (worst?.tone === 'attention') return worst;
  if (minorsAhead(cluster) > 0) return { tone: 'attention', words: 'kubelets newer than the control plane' };
  if (cluster.skewMinors !== null && cluster.skewMinors > mostSkewMinors) return { tone: 'attention', words: 'version skew too wide' };
  const overAge = isOverAge(cluster, nowMs);
  if (overAge) return { tone: 'attention', words: 'nodes over age budget' };
  const left = supportWords(support, nowMs);
  if (left.tone === 'attention') return { tone: 'attention', words: `support: ${left.words}` };
  const missing = missingFacts(cluster, overAge);
  if (missing.length > 0) return { tone: 'unknown', words: `${missing.join(' and ')} not known` };
  return worst ?? { tone: 'ok', words: 'ok' };
}

// Only Cluster API reports phases and rollouts; what it did not make has none to know.
function missingFacts({ managedBy, phase, rollout, support }: ClusterSummary, overAge: boolean | null): string[] {
  const reported = managedBy === 'cluster-api';
  return [
    ...(reported && (phase === null || phase === 'Unknown') ? ['phase'] : []),
    ...(reported && rollout.state === 'unknown' ? ['rollout'] : []),
    ...(support.state === 'unknown' ? ['support'] : []),
    ...(overAge === null ? ['node age'] : []),
  ];
}
