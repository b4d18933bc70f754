import { column, keyByUid } from '../observation/model.ts';
import type { ObservedColumn, ObservedTable } from '../observation/model.ts';
import type { DisruptionBudgetObservation, NamespaceObservation, PodObservation, WorkloadObservation } from './model.ts';

const inCluster: ObservedColumn<unknown> = { name: 'cluster_id', type: 'uuid', of: (_object, { clusterId }) => clusterId };

const ofNamespace = column<NamespaceObservation, keyof NamespaceObservation>;
const ofWorkload = column<WorkloadObservation, keyof WorkloadObservation>;
const ofPod = column<PodObservation, keyof PodObservation>;
const ofBudget = column<DisruptionBudgetObservation, keyof DisruptionBudgetObservation>;

const same = { key: keyByUid, clusterIdColumn: 'cluster_id', nameColumn: 'name', toldConditions: null } as const;

/** How Namespaces are stored. */
export const namespaceTable: ObservedTable<NamespaceObservation> = {
  ...same,
  noun: 'namespace',
  table: 'namespaces',
  columns: [
    inCluster,
    ofNamespace('name', 'text', 'name'),
    ofNamespace('labels', 'jsonb', 'labels'),
    ofNamespace('created_at', 'timestamptz', 'createdAt'),
    ofNamespace('deleting_since', 'timestamptz', 'deletingSince'),
  ],
  told: ['deleting_since'],
  rolledUp: false,
};

/** How Deployments, StatefulSets and DaemonSets are stored; replica counts are not told, autoscalers move them all day. */
export const workloadTable: ObservedTable<WorkloadObservation> = {
  ...same,
  noun: 'workload',
  table: 'workloads',
  columns: [
    inCluster,
    ofWorkload('kind', 'text', 'kind'),
    ofWorkload('namespace', 'text', 'namespace'),
    ofWorkload('name', 'text', 'name'),
    ofWorkload('labels', 'jsonb', 'labels'),
    ofWorkload('desired_replicas', 'int4', 'desiredReplicas'),
    ofWorkload('ready_replicas', 'int4', 'readyReplicas'),
    ofWorkload('images', 'jsonb', 'images'),
    ofWorkload('created_at', 'timestamptz', 'createdAt'),
  ],
  told: ['images'],
  rolledUp: false,
};

/** How Pods are stored; they are told when they come, go or change phase. */
export const podTable: ObservedTable<PodObservation> = {
  ...same,
  noun: 'pod',
  table: 'pods',
  columns: [
    inCluster,
    ofPod('namespace', 'text', 'namespace'),
    ofPod('name', 'text', 'name'),
    ofPod('node_name', 'text', 'nodeName'),
    ofPod('phase', 'text', 'phase'),
    ofPod('ready', 'bool', 'ready'),
    ofPod('owner_kind', 'text', 'ownerKind'),
    ofPod('owner_name', 'text', 'ownerName'),
    ofPod('service_account', 'text', 'serviceAccount'),
    ofPod('containers', 'json', 'containers'),
    ofPod('created_at', 'timestamptz', 'createdAt'),
    ofPod('deleting_since', 'timestamptz', 'deletingSince'),
  ],
  told: ['phase'],
  rolledUp: false,
};

/** How PodDisruptionBudgets are stored. */
export const disruptionBudgetTable: ObservedTable<DisruptionBudgetObservation> = {
  ...same,
  noun: 'disruptionBudget',
  table: 'disruption_budgets',
  columns: [
    inCluster,
    ofBudget('namespace', 'text', 'namespace'),
    ofBudget('name', 'text', 'name'),
    ofBudget('min_available', 'text', 'minAvailable'),
    ofBudget('max_unavailable', 'text', 'maxUnavailable'),
    ofBudget('selector', 'jsonb', 'selector'),
    ofBudget('disruptions_allowed', 'int4', 'disruptionsAllowed'),
    ofBudget('current_healthy', 'int4', 'currentHealthy'),
    ofBudget('desired_healthy', 'int4', 'desiredHealthy'),
    ofBudget('expected_pods', 'int4', 'expectedPods'),
    ofBudget('generation', 'int8', 'generation'),
    ofBudget('observed_generation', 'int8', 'observedGeneration'),
    ofBudget('created_at', 'timestamptz', 'createdAt'),
  ],
  told: ['min_available', 'max_unavailable', 'selector'],
  rolledUp: true,
};
