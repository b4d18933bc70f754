import { column, keyByUid } from '../observation/model.ts';
import type { ObservedTable } from '../observation/model.ts';
import type { NodeObservation } from './model.ts';

const of = column<NodeObservation, keyof NodeObservation>;

/** How Nodes are stored. */
export const nodeTable: ObservedTable<NodeObservation> = {
  noun: 'node',
  table: 'nodes',
  columns: [
    { name: 'cluster_id', type: 'uuid', of: (_node, { clusterId }) => clusterId },
    of('name', 'text', 'name'),
    of('roles', 'jsonb', 'roles'),
    of('kubelet_version', 'text', 'kubeletVersion'),
    of('os_image', 'text', 'osImage'),
    of('kernel_version', 'text', 'kernelVersion'),
    of('container_runtime', 'text', 'containerRuntime'),
    of('architecture', 'text', 'architecture'),
    of('provider_id', 'text', 'providerId'),
    of('unschedulable', 'bool', 'unschedulable'),
    of('ready', 'bool', 'ready'),
    of('created_at', 'timestamptz', 'createdAt'),
    of('deleting_since', 'timestamptz', 'deletingSince'),
    of('conditions', 'json', 'conditions'),
  ],
  key: keyByUid,
  clusterIdColumn: 'cluster_id',
  nameColumn: 'name',
  told: ['kubelet_version', 'os_image', 'container_runtime', 'unschedulable', 'ready', 'deleting_since'],
  toldConditions: null,
  rolledUp: true,
};
