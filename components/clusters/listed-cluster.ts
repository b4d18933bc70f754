import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
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
