import type { CsvColumn } from '#components/ui/csv.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { nodeVersionWords } from './versions-words.ts';

/** What is exported of a cluster; times are absolute, what is not known is an empty field. */
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
  ['support', (cluster) => cluster.support.state],
  ['end_of_life', (cluster) => cluster.support.endOfLife],
  ['nodes', (cluster) => cluster.nodes.total],
  ['nodes_ready', (cluster) => cluster.nodes.ready],
  ['oldest_node_created_at_utc', (cluster) => cluster.oldestNodeCreatedAt],
  ['node_age_budget_days', (cluster) => cluster.nodeAgeBudgetDays],
  ['os_images', (cluster) => cluster.osImages.map(({ osImage, count }) => `${osImage} ×${count}`).join(', ')],
  ['rollout', (cluster) => cluster.rollout.state],
  ['freshness', (cluster) => cluster.freshness.state],
  ['observed_at_utc', (cluster) => cluster.freshness.observedAt],
  ['id', (cluster) => cluster.id],
];
