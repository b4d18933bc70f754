import { expect, test } from 'vitest';
import { toCsv } from '#components/ui/csv.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { clusterCsvColumns } from './cluster-csv-columns.ts';

const cluster: ClusterSummary = {
  id: '00000000-0000-8000-8000-000000000000', name: 'prod-eu-1', namespace: null, source: 'eu', managedBy: 'cluster-api', environment: 'prod', region: 'eu', team: 'core',
  controlPlaneVersion: 'v1.36.4', nodeVersions: [{ version: 'v1.36.4', count: 2 }, { version: 'v1.35.9', count: 1 }], skewMinors: 1,
  support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 3, ready: 3 }, osImages: [], oldestNodeCreatedAt: '2026-11-01T00:00:00Z',
  nodeAgeBudgetDays: 30, rollout: { state: 'steady', reason: null }, freshness: { state: 'fresh', observedAt: '2026-11-23T12:00:00Z' },
};

test('times are absolute, what is not known is empty and lists stay in one field', () => {
  const [header, row] = toCsv(clusterCsvColumns, [cluster]).split('\r\n');
  expect(header).toContain('oldest_node_created_at_utc');
  expect(row).toMatch(/^prod-eu-1,,eu,/);
  expect(row).toContain('"v1.36.4 ×2, v1.35.9 ×1"');
  expect(row).toContain('2026-11-01T00:00:00Z');
});

test('text that a spreadsheet would run stays text', () => {
  expect(toCsv(clusterCsvColumns, [{ ...cluster, name: '=HYPERLINK("http://x")' }]).split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\)",/);
});
