import type { CsvColumn } from '#components/ui/csv.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { otherSightingsWords } from './also-seen.ts';
import { rolloutWords } from './cluster-state.ts';
import { nodeVersionWords } from './versions-words.ts';

/** What is exported of a cluster; times are absolute, what is not known is `unknown` where it is a state and else an empty field. */
export const clusterCsvColumns: CsvColumn<ClusterSummary>[] = [
  ['name', (cluster) => cluster.name],
  ['namespace', (cluster) => cluster.namespace],
  ['source', (cluster) => cluster.source],
  ['environment', (cluster) => cluster.environment],
  ['region', (cluster) => cluster.region],
  ['team', (cluster) => cluster.team],
  ['control_plane_version', (cluster) => cluster.controlPlaneVersion],
  ['node_versions', (cluster) => nodeVersionWords(cluster.nodeVersions)],
  ['skew_minors', (cluster) => cluster.skewMinors],
  ['support', (cluster) => (isSeen(cluster) ? cluster.support.state : 'unknown')],
  ['end_of_life', (cluster) => (isSeen(cluster) ? cluster.support.endOfLife : null)],
  ['nodes', (cluster) => (isSeen(cluster) || cluster.nodes.total > 0 ? cluster.nodes.total : null)],
  ['nodes_ready', (cluster) => (isSeen(cluster) ? cluster.nodes.ready : null)],
  ['oldest_node_created_at_utc', (cluster) => cluster.oldestNodeCreatedAt],
  ['node_age_budget_days', (cluster) => cluster.nodeAgeBudgetDays],
  ['os_images', (cluster) => cluster.osImages.map(({ osImage, count }) => `${osImage} ×${count}`).join(', ')],
  ['rollout', (cluster) => (cluster.managedBy === 'none' ? rolloutWords(cluster).words : cluster.rollout.state)],
  ['freshness', (cluster) => cluster.freshness.state],
  ['observed_at_utc', (cluster) => cluster.freshness.observedAt],
  ['id', (cluster) => cluster.id],
  ['also_seen_as', (cluster) => otherSightingsWords(cluster) || null],
];

function isSeen({ freshness }: ClusterSummary): boolean {
  return freshness.state === 'fresh';
}
