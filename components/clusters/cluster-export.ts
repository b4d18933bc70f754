import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { nodeVersionWords } from './versions-words.ts';

const columns: [header: string, value: (cluster: ClusterSummary) => string | number | null][] = [
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

/** Clusters as CSV (RFC 4180) with times in absolute UTC; what is not known is an empty field. */
export function clustersCsv(clusters: readonly ClusterSummary[]): string {
  const lines = [columns.map(([header]) => header), ...clusters.map((cluster) => columns.map(([, value]) => csvField(value(cluster))))];
  return lines.map((fields) => `${fields.join(',')}\r\n`).join('');
}

/** One field: quoted where it must be; text that a spreadsheet would run as a formula begins with an apostrophe. */
function csvField(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands text to the browser as a file. */
export function downloadText(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
