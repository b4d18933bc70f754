import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { formatDuration, hourMs } from '#lib/kernel/duration.ts';
import { clusterState, type StateWords } from './cluster-state.ts';

/** A cluster in the table; `left` when the list no longer has it there and its row waits to be taken out. */
export type ListedCluster = ClusterSummary & { left?: true };

/** A row that the list no longer has: what it says is the past, so nothing of it is fresh. */
export function asLeft(cluster: ClusterSummary): ListedCluster {
  return { ...cluster, left: true, freshness: { ...cluster.freshness, state: cluster.freshness.state === 'fresh' ? 'stale' : cluster.freshness.state } };
}

/** The one state of a row. */
export function listedState(cluster: ListedCluster, nowMs: number): StateWords {
  return cluster.left ? { tone: 'unknown', words: 'left the list or moved' } : clusterState(cluster, nowMs);
}

/** How old a row is, short enough to stand beside its name: "4 min", "2 h"; null of one that is current. */
export function listedAge({ left, freshness: { state, observedAt } }: ListedCluster, nowMs: number): string | null {
  if (left) return 'left';
  if (state === 'fresh') return null;
  if (observedAt === null) return 'never';
  const age = nowMs - Date.parse(observedAt);
  return formatDuration(age < hourMs ? age : age - (age % hourMs));
}
