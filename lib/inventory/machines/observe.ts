import { observedId } from '#lib/kernel/observed-id.ts';
import { clusterKey, column, keyByUid, toStorableTime } from '../observation/model.ts';
import type { ObservedColumn, ObservedTable } from '../observation/model.ts';
import type { MachineDeletion, MachineGroupObservation, MachineHealthCheckObservation, MachineObservation } from './model.ts';

/** These objects name their cluster, so its id follows without looking it up, whichever arrives first. */
const namedCluster: ObservedColumn<{ namespace: string; clusterName: string }> = {
  name: 'cluster_id',
  type: 'uuid',
  of: ({ namespace, clusterName }, { sourceId }) => clusterIdOf(sourceId, clusterKey(namespace, clusterName)),
};

// A listing has the objects of one cluster one after the other.
let last = { sourceId: '', key: '', id: '' };

function clusterIdOf(sourceId: string, key: string): string {
  if (last.key !== key || last.sourceId !== sourceId) last = { sourceId, key, id: observedId(sourceId, key) };
  return last.id;
}

const ofGroup = column<MachineGroupObservation, keyof MachineGroupObservation>;
const ofMachine = column<MachineObservation, keyof MachineObservation>;
const ofHealthCheck = column<MachineHealthCheckObservation, keyof MachineHealthCheckObservation>;

/** How control planes, MachineDeployments, MachineSets and MachinePools are stored. */
export const machineGroupTable: ObservedTable<MachineGroupObservation> = {
  noun: 'machineGroup',
  table: 'machine_groups',
  columns: [
    namedCluster,
    ofGroup('kind', 'text', 'kind'),
    ofGroup('api_version', 'text', 'apiVersion'),
    ofGroup('namespace', 'text', 'namespace'),
    ofGroup('name', 'text', 'name'),
    ofGroup('cluster_name', 'text', 'clusterName'),
    ofGroup('role', 'text', 'role'),
    ofGroup('owner_uid', 'text', 'ownerUid'),
    ofGroup('version', 'text', 'version'),
    ofGroup('desired_replicas', 'int4', 'desiredReplicas'),
    ofGroup('replicas', 'int4', 'replicas'),
    ofGroup('ready_replicas', 'int4', 'readyReplicas'),
    ofGroup('available_replicas', 'int4', 'availableReplicas'),
    ofGroup('up_to_date_replicas', 'int4', 'upToDateReplicas'),
    ofGroup('generation', 'int8', 'generation'),
    ofGroup('observed_generation', 'int8', 'observedGeneration'),
    ofGroup('paused', 'bool', 'paused'),
    ofGroup('deleting_since', 'timestamptz', 'deletingSince'),
    ofGroup('created_at', 'timestamptz', 'createdAt'),
    ofGroup('rollout_after', 'timestamptz', 'rolloutAfter'),
    ofGroup('max_surge', 'text', 'maxSurge'),
    ofGroup('max_unavailable', 'text', 'maxUnavailable'),
    ofGroup('strategy', 'text', 'strategy'),
    ofGroup('node_drain_timeout_seconds', 'int4', 'nodeDrainTimeoutSeconds'),
    ofGroup('topology_name', 'text', 'topologyName'),
    ofGroup('conditions', 'jsonb', 'conditions'),
  ],
  key: keyByUid,
  clusterIdColumn: 'cluster_id',
  nameColumn: 'name',
  told: [
    'version', 'desired_replicas', 'paused', 'deleting_since', 'rollout_after', 'max_surge', 'max_unavailable',
    'strategy', 'node_drain_timeout_seconds',
  ],
  toldConditions: null,
  rolledUp: true,
};

// The rollup casts these to timestamps in SQL, where one unreadable text would fail the whole statement.
function readableTimes(deletion: MachineDeletion): MachineDeletion {
  return {
    nodeDrainStartedAt: toStorableTime(deletion.nodeDrainStartedAt),
    waitingForPreDrainHookSince: toStorableTime(deletion.waitingForPreDrainHookSince),
    waitingForVolumeDetachSince: toStorableTime(deletion.waitingForVolumeDetachSince),
    waitingForPreTerminateHookSince: toStorableTime(deletion.waitingForPreTerminateHookSince),
  };
}

/** How Machines are stored. */
export const machineTable: ObservedTable<MachineObservation> = {
  noun: 'machine',
  table: 'machines',
  columns: [
    namedCluster,
    ofMachine('namespace', 'text', 'namespace'),
    ofMachine('name', 'text', 'name'),
    ofMachine('cluster_name', 'text', 'clusterName'),
    ofMachine('role', 'text', 'role'),
    ofMachine('owner_uid', 'text', 'ownerUid'),
    ofMachine('owner_kind', 'text', 'ownerKind'),
    ofMachine('group_name', 'text', 'groupName'),
    ofMachine('version', 'text', 'version'),
    ofMachine('phase', 'text', 'phase'),
    ofMachine('node_name', 'text', 'nodeName'),
    ofMachine('provider_id', 'text', 'providerId'),
    ofMachine('created_at', 'timestamptz', 'createdAt'),
    ofMachine('deleting_since', 'timestamptz', 'deletingSince'),
    ofMachine('ready', 'bool', 'ready'),
    ofMachine('available', 'bool', 'available'),
    ofMachine('up_to_date', 'bool', 'upToDate'),
    ofMachine('paused', 'bool', 'paused'),
    ofMachine('certificates_expire_at', 'timestamptz', 'certificatesExpireAt'),
    { name: 'deletion', type: 'jsonb', of: ({ deletion }) => deletion && readableTimes(deletion) },
    ofMachine('deletion_hooks', 'jsonb', 'deletionHooks'),
    ofMachine('conditions', 'json', 'conditions'),
    ofMachine('reason', 'text', 'reason'),
  ],
  key: keyByUid,
  clusterIdColumn: 'cluster_id',
  nameColumn: 'name',
  told: ['version', 'phase', 'node_name', 'deleting_since', 'ready', 'up_to_date', 'paused', 'reason'],
  toldConditions: null,
  rolledUp: true,
};

/** How MachineHealthChecks are stored. */
export const machineHealthCheckTable: ObservedTable<MachineHealthCheckObservation> = {
  noun: 'machineHealthCheck',
  table: 'machine_health_checks',
  columns: [
    namedCluster,
    ofHealthCheck('namespace', 'text', 'namespace'),
    ofHealthCheck('name', 'text', 'name'),
    ofHealthCheck('cluster_name', 'text', 'clusterName'),
    ofHealthCheck('paused', 'bool', 'paused'),
    ofHealthCheck('selector', 'jsonb', 'selector'),
    ofHealthCheck('expected_machines', 'int4', 'expectedMachines'),
    ofHealthCheck('current_healthy', 'int4', 'currentHealthy'),
    ofHealthCheck('remediations_allowed', 'int4', 'remediationsAllowed'),
    ofHealthCheck('created_at', 'timestamptz', 'createdAt'),
    ofHealthCheck('conditions', 'jsonb', 'conditions'),
  ],
  key: keyByUid,
  clusterIdColumn: 'cluster_id',
  nameColumn: 'name',
  told: ['paused', 'selector'],
  toldConditions: null,
  rolledUp: false,
};
