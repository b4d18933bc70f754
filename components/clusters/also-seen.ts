import type { ClusterSummary } from '#lib/api/contract/clusters.ts';

type Sighting = ClusterSummary['alsoSeenAs'][number];

/** How often a cluster stands in lists, when that is more than once: "seen twice", "seen 3 times". */
export function sightingsWords({ alsoSeenAs }: Pick<ClusterSummary, 'alsoSeenAs'>): string | null {
  if (alsoSeenAs.length === 0) return null;
  return alsoSeenAs.length === 1 ? 'seen twice' : `seen ${alsoSeenAs.length + 1} times`;
}

/** The other rows of a cluster, by name and source. */
export function otherSightingsWords({ alsoSeenAs }: Pick<ClusterSummary, 'alsoSeenAs'>): string {
  return alsoSeenAs.map(({ name, source }) => `${name} by source ${source}`).join(', ');
}

/** The row of the same cluster that it can be repaved by, where this one cannot. */
export function repavedAs({ managedBy, alsoSeenAs }: Pick<ClusterSummary, 'managedBy' | 'alsoSeenAs'>): Sighting | null {
  return managedBy === 'cluster-api' ? null : alsoSeenAs.find((other) => other.managedBy === 'cluster-api') ?? null;
}
