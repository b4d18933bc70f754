import { parseKubernetesVersion } from '#lib/kernel/kubernetes-version.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { clusterKey, column } from '../observation/model.ts';
import type { ObservedColumn, ObservedTable } from '../observation/model.ts';
import { worstCondition } from './condition-model.ts';
import type { ClusterObservation } from './model.ts';
import { rollupStatement } from './rollup-statement.ts';

const plain = column<ClusterObservation, keyof ClusterObservation>;

const assigned = (attribute: keyof ClusterObservation['assignment']): ObservedColumn<ClusterObservation>[] => [
  { name: attribute, type: 'text', of: ({ assignment }) => assignment[attribute].value },
  { name: `${attribute}_rule`, type: 'text', of: ({ assignment }) => assignment[attribute].rule },
];

/** How clusters are stored. */
export const clusterTable: ObservedTable<ClusterObservation> = {
  noun: 'cluster',
  table: 'clusters',
  columns: [
    { name: 'source_id', type: 'uuid', of: (_cluster, { sourceId }) => sourceId },
    plain('namespace', 'text', 'namespace'),
    plain('name', 'text', 'name'),
    plain('managed_by', 'text', 'managedBy'),
    plain('api_version', 'text', 'apiVersion'),
    plain('labels', 'jsonb', 'labels'),
    plain('cluster_class', 'text', 'clusterClass'),
    plain('infrastructure_kind', 'text', 'infrastructureKind'),
    plain('desired_version', 'text', 'desiredVersion'),
    plain('control_plane_version', 'text', 'controlPlaneVersion'),
    { name: 'minor', type: 'text', of: (cluster) => parseKubernetesVersion(cluster.controlPlaneVersion)?.minorName ?? null },
    { name: 'version_order', type: 'int8', of: (cluster) => versionOrder(cluster.controlPlaneVersion) },
    plain('phase', 'text', 'phase'),
    plain('paused', 'bool', 'paused'),
    plain('deleting_since', 'timestamptz', 'deletingSince'),
    plain('created_at', 'timestamptz', 'createdAt'),
    plain('generation', 'int8', 'generation'),
    plain('observed_generation', 'int8', 'observedGeneration'),
    plain('conditions', 'jsonb', 'conditions'),
    { name: 'worst_condition', type: 'json', of: worstCondition },
    ...assigned('environment'),
    ...assigned('region'),
    ...assigned('team'),
  ],
  key: (cluster) => clusterKey(cluster.namespace, cluster.name),
  clusterIdColumn: 'id',
  nameColumn: 'name',
  told: [
    'uid', 'cluster_class', 'desired_version', 'control_plane_version', 'phase', 'paused', 'deleting_since',
    'environment', 'region', 'team',
  ],
  toldConditions: 'conditions',
  rolledUp: true,
};

/** A version as one number that sorts as versions do; null when it cannot be read. */
export function versionOrder(version: string | null): number | null {
  const parsed = parseKubernetesVersion(version);
  return parsed && parsed.major * 1e9 + parsed.minor * 1e5 + parsed.patch;
}

/**
 * Writes anew what the machines and nodes of these clusters add up to, in one statement; rows that
 * come out the same are not touched. Runs in the transaction that changed what it reads.
 */
export async function recomputeRollups(client: Queryable, clusterIds: readonly string[]): Promise<void> {
  if (clusterIds.length > 0) await client.query({ name: 'recompute-rollups', text: rollupStatement, values: [clusterIds] });
}
