import { expect, test } from 'vitest';
import { toCsv } from '#components/ui/csv.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { clusterCsvColumns } from './cluster-csv-columns.ts';

const cluster: ClusterSummary = {
  id: '00000000-0000-8000-8000-000000000000', name: 'prod-eu-1', namespace: null, source: 'eu', managedBy: 'cluster-api', environment: 'prod', region: 'eu', team: 'core',
  controlPlaneVersion: 'v1.36.4', nodeVersions: [{ version: 'v1.36.4', count: 2 }, { version: 'v1.35.9', count: 1 }], skewMinors: 1,
  support: { state: 'supported', endOfLife: '2027-06-28' }, nodes: { total: 3, ready: 3 }, osImages: [], oldestNodeCreatedAt: '2026-11-01T00:00:00Z',
  nodeAgeBudgetDays: 30, rollout: { state: 'steady', reason: null }, phase: 'Provisioned', worstCondition: null, freshness: { state: 'fresh', observedAt: '2026-11-23T12:00:00Z' }, alsoSeenAs: [],
};

test('times are absolute, what is not known is empty and lists stay in one field', () => {
  const [header, row] = toCsv(clusterCsvColumns, [cluster]).split('\r\n');
  expect(header).toContain('oldest_node_created_at_utc');
  expect(row).toMatch(/^prod-eu-1,,eu,/);
  expect(row).toContain('"v1.36.4 ×2, v1.35.9 ×1"');
  expect(row).toContain('2026-11-01T00:00:00Z');
});

const fieldsOf = (given: ClusterSummary): Record<string, string> => {
  const [header = '', row = ''] = toCsv(clusterCsvColumns, [given]).split('\r\n');
  const fields = row.split(',');
  return Object.fromEntries(header.split(',').map((name, index) => [name, fields[index] ?? '']));
};
const plain = { ...cluster, nodeVersions: [] };

test('a cluster that was never reached has no count of nodes, rather than none', () => {
  const fields = fieldsOf({ ...plain, nodes: { total: 0, ready: 0 }, freshness: { state: 'unknown', observedAt: null } });
  expect(fields).toMatchObject({ nodes: '', nodes_ready: '', support: 'unknown', end_of_life: '' });
  expect(fieldsOf({ ...plain, nodes: { total: 0, ready: 0 } })).toMatchObject({ nodes: '0', nodes_ready: '0' });
});

test('of one not seen lately there is how many nodes it had, and nothing that would have to be known now', () => {
  const fields = fieldsOf({ ...plain, freshness: { state: 'stale', observedAt: '2026-11-23T11:00:00Z' } });
  expect(fields).toMatchObject({ nodes: '3', nodes_ready: '', support: 'unknown', end_of_life: '', freshness: 'stale', observed_at_utc: '2026-11-23T11:00:00Z' });
  expect(fieldsOf(plain)).toMatchObject({ nodes: '3', nodes_ready: '3', support: 'supported', end_of_life: '2027-06-28' });
});

test('a cluster that nothing rolls is said to be so, rather than to roll in a way that is not known', () => {
  const rollout = { state: 'unknown', reason: null } as const;
  expect(fieldsOf({ ...plain, managedBy: 'none', rollout })).toMatchObject({ rollout: 'not managed' });
  expect(fieldsOf({ ...plain, rollout })).toMatchObject({ rollout: 'unknown' });
});

test('text that a spreadsheet would run stays text', () => {
  expect(toCsv(clusterCsvColumns, [{ ...cluster, name: '=HYPERLINK("http://x")' }]).split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\)",/);
});
