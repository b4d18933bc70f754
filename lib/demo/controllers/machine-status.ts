import type { Machine } from '../model/cluster-api-object.ts';
import type { Node } from '../model/core-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { isTrue, setConditions, type Wanted } from '../objects/conditions.ts';
import { isControlPlaneMachine } from '../objects/machine.ts';
import { readinessOf } from '../objects/node.ts';
import { delayReasons, isStale } from './summary.ts';

/** What decides a machine's status besides the machine itself. */
export type MachineFacts = {
  node: Node | null;
  /** False when Cluster API cannot reach the workload cluster. */
  reachable: boolean;
  /** When the cluster was last reached; only looked at when it is not. */
  lastProbe: number;
  /** Why its owner wants another machine in its place; empty when it is up to date. */
  outdated: readonly string[];
  /** Stage of its deletion; null while it is not being deleted. */
  deleting: { reason: string; message: string } | null;
  healthChecked: boolean;
  paused: string | null;
};

/** The status of a machine from what is known of it (core/reconcilers/machine/machine_controller_status.go). */
export function machineStatus(machine: Machine, facts: MachineFacts, now: number): Machine['status'] {
  const { status, spec, metadata } = machine;
  const controlPlane = isControlPlaneMachine(machine);
  const bootstrapped = status.initialization.bootstrapDataSecretCreated ?? false;
  const provisioned = status.initialization.infrastructureProvisioned ?? false;
  const kind = spec.infrastructureRef.kind;
  const wanted: Wanted[] = [
    ['BootstrapConfigReady', bootstrapped, bootstrapped ? 'Ready' : 'NotReady', bootstrapped ? '' : 'KubeadmConfig status.initialization.dataSecretCreated is false'],
    ['InfrastructureReady', provisioned, provisioned ? 'Ready' : 'NotReady', provisioned ? '' : `${kind} status.initialization.provisioned is false`],
    ...nodeConditions(machine, facts),
    ...(controlPlane ? componentConditions(facts, status.nodeRef !== undefined) : []),
  ];
  const healthy: Wanted[] = facts.healthChecked && status.nodeRef ? [['HealthCheckSucceeded', true, 'HealthCheckSucceeded']] : [];
  const deleting: Wanted = facts.deleting
    ? ['Deleting', true, facts.deleting.reason, facts.deleting.message]
    : ['Deleting', false, 'NotDeleting'];
  const outdated = facts.outdated.map((line) => `* ${line}`).join('\n');
  const ready = readyCondition(machine, [...wanted, ...healthy], deleting, now);
  const rest: Wanted[] = [
    outdated === '' ? ['UpToDate', true, 'UpToDate'] : ['UpToDate', false, 'NotUpToDate', outdated],
    ...wanted,
    ...healthy,
    ['Updating', false, 'NotUpdating'],
    facts.paused === null ? ['Paused', false, 'NotPaused'] : ['Paused', true, 'Paused', facts.paused],
    deleting,
  ];
  const available: Wanted = ready[1] === 'True' ? ['Available', true, 'Available'] : ['Available', false, 'NotReady'];
  const conditions = setConditions(status.conditions, [available, ready, ...rest], metadata.generation ?? 1, now);
  const phase = phaseOf(machine, provisioned, bootstrapped);
  return {
    ...status,
    conditions,
    phase,
    ...(phase === status.phase && status.lastUpdated ? {} : { lastUpdated: timestamp(now) }),
    observedGeneration: metadata.generation ?? 1,
  };
}

function phaseOf({ metadata, spec, status }: Machine, provisioned: boolean, bootstrapped: boolean): string {
  if (metadata.deletionTimestamp) return 'Deleting';
  if (status.nodeRef && provisioned) return 'Running';
  if (spec.providerID) return 'Provisioned';
  return bootstrapped && !provisioned ? 'Provisioning' : 'Pending';
}

function nodeConditions({ metadata, spec, status }: Machine, { node, reachable, lastProbe }: MachineFacts): Wanted[] {
  const both = (value: 'True' | 'False' | 'Unknown', reason: string, message: string): Wanted[] => [
    ['NodeHealthy', value, reason, message],
    ['NodeReady', value, reason, message],
  ];
  if (!reachable) return both('Unknown', 'ConnectionDown', `Last successful probe at ${timestamp(lastProbe)}`);
  if (node) {
    const ready = readinessOf(node);
    if (ready === 'True') return [['NodeHealthy', true, 'NodeHealthy'], ['NodeReady', true, 'NodeReady']];
    const message = `* Node.Ready: ${node.status.conditions.find(({ type }) => type === 'Ready')?.message ?? 'Condition not yet reported'}`;
    return [
      ['NodeHealthy', ready, ready === 'False' ? 'NodeNotHealthy' : 'NodeHealthyUnknown', message],
      ['NodeReady', ready, ready === 'False' ? 'NodeNotReady' : 'NodeReadyUnknown', message],
    ];
  }
  if (metadata.deletionTimestamp) {
    return status.nodeRef
      ? both('False', 'NodeDeleted', `Node ${status.nodeRef.name} has been deleted`)
      : both('Unknown', 'NodeDoesNotExist', 'Node does not exist');
  }
  if (status.nodeRef) return both('False', 'NodeDeleted', `Node ${status.nodeRef.name} has been deleted while the Machine still exists`);
  return spec.providerID
    ? both('Unknown', 'InspectionFailed', `Waiting for a Node with spec.providerID ${spec.providerID} to exist`)
    : both('Unknown', 'InspectionFailed', `Waiting for ${spec.infrastructureRef.kind} to report spec.providerID`);
}

function componentConditions({ reachable, lastProbe }: MachineFacts, joined: boolean): Wanted[] {
  const types: [string, string][] = [
    ['NodeKubeadmLabelsAndTaintsSet', 'Set'],
    ['EtcdPodHealthy', 'Running'],
    ['EtcdMemberHealthy', 'Healthy'],
    ['APIServerPodHealthy', 'Running'],
    ['ControllerManagerPodHealthy', 'Running'],
    ['SchedulerPodHealthy', 'Running'],
  ];
  return types.map(([type, reason]): Wanted => {
    if (!reachable) return [type, 'Unknown', 'ConnectionDown', `Last successful probe at ${timestamp(lastProbe)}`];
    return joined ? [type, true, reason] : [type, 'Unknown', 'InspectionFailed', 'Waiting for a Node to exist'];
  });
}

/** The Ready summary: False beats Unknown, a deletion in progress counts as False. */
function readyCondition(machine: Machine, parts: readonly Wanted[], deleting: Wanted, now: number): Wanted {
  const problems = parts.filter(([type, value]) => value !== true && value !== 'True' && type !== 'NodeReady');
  const leaving = machine.metadata.deletionTimestamp !== undefined;
  const gone = (reason: string) => leaving && (reason === 'NodeDeleted' || reason === 'NodeDoesNotExist');
  const bad = problems.filter(([, value, reason]) => (value === false || value === 'False') && !gone(reason));
  const lines = (leaving || bad.length > 0 ? bad : problems).map(([type, , , message]) => `* ${type}: ${message ?? ''}`);
  if (leaving) {
    const current = { type: 'Deleting', status: 'True' as const, lastTransitionTime: '', reason: deleting[2], message: deleting[3] ?? '' };
    const reasons = delayReasons(current, machine.status.deletion?.nodeDrainStartTime, now);
    const since = isStale(machine, now) ? ' since more than 15m' : '';
    const because = since && reasons.length > 0 ? `, delay likely due to ${reasons.join(', ')}` : '';
    lines.unshift(`* Deleting: Machine deletion in progress${since}, stage: ${deleting[2]}${because}`);
    return ['Ready', 'False', 'NotReady', lines.join('\n')];
  }
  if (bad.length > 0) return ['Ready', 'False', 'NotReady', lines.join('\n')];
  return problems.length > 0 ? ['Ready', 'Unknown', 'ReadyUnknown', lines.join('\n')] : ['Ready', 'True', 'Ready'];
}

/** Whether a machine counts as there for its group: its Available condition is true. */
export function isAvailable({ status }: Machine): boolean {
  return isTrue(status.conditions, 'Available');
}
