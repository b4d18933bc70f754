import type {
  Cluster,
  KubeadmControlPlane,
  Machine,
  MachineDeployment,
  MachineHealthCheck,
  MachineSet,
  Replicas,
  RollUp,
} from '../model/cluster-api-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { isTrue, setConditions, statusOf, type Wanted } from '../objects/conditions.ts';
import { matchesSelector } from '../store/selectors.ts';
import { maxUnavailableOf } from './rolling.ts';
import { aggregate, countReplicas, countVersions, indent, readyReasons, rollingOut, scaling, upToDateReasons } from './summary.ts';

const calm: Wanted[] = [['Paused', false, 'NotPaused'], ['Deleting', false, 'NotDeleting']];
const notRemediating: Wanted = ['Remediating', false, 'NotRemediating'];

/** Status of a KubeadmControlPlane (controlplane/kubeadm status.go). */
export function controlPlaneStatus(plane: KubeadmControlPlane, machines: readonly Machine[], now: number): KubeadmControlPlane['status'] {
  const generation = plane.metadata.generation ?? 1;
  const counts = countReplicas(machines);
  const reachable = machines.every(({ status }) => statusOf(status.conditions, 'APIServerPodHealthy') !== 'Unknown' || !status.nodeRef);
  const healthy = (type: string): Wanted => (reachable ? [type, true, 'Healthy'] : [type, 'Unknown', 'ConnectionDown', 'Remote connection probe failed']);
  const wanted: Wanted[] = [
    reachable ? ['Available', true, 'Available'] : ['Available', 'Unknown', 'InspectionFailed', 'Failed to get etcd members'],
    ['CertificatesAvailable', true, 'Available'],
    ['Initialized', true, 'Initialized'],
    healthy('EtcdClusterHealthy'),
    healthy('ControlPlaneComponentsHealthy'),
    rollingOut(machines),
    notRemediating,
    ...scaling(machines.length, plane.spec.replicas, machines, now, ' is blocked because:'),
    aggregate('MachinesReady', 'Ready', machines, readyReasons),
    aggregate('MachinesUpToDate', 'UpToDate', machines, upToDateReasons),
    ...calm,
  ];
  const versions = countVersions(machines.map(({ spec }) => spec.version));
  return {
    ...counts,
    conditions: setConditions(plane.status.conditions, wanted, generation, now),
    initialization: { controlPlaneInitialized: true },
    selector: `cluster.x-k8s.io/cluster-name=${plane.metadata.labels?.['cluster.x-k8s.io/cluster-name']},cluster.x-k8s.io/control-plane`,
    version: versions[0]?.version ?? plane.spec.version,
    versions,
    observedGeneration: generation,
  };
}

/** Status of a MachineDeployment (core/reconcilers/machinedeployment/machinedeployment_status.go). */
export function deploymentStatus(
  group: MachineDeployment,
  sets: readonly MachineSet[],
  machines: readonly Machine[],
  now: number,
): MachineDeployment['status'] {
  const generation = group.metadata.generation ?? 1;
  const sum = (field: keyof Replicas) => sets.reduce((total, { status }) => total + status[field], 0);
  const replicas = sum('replicas');
  const desired = group.spec.replicas;
  const needed = desired - maxUnavailableOf(group);
  const availableReplicas = sum('availableReplicas');
  const limit = group.spec.rollout.strategy.rollingUpdate?.maxUnavailable ?? 0;
  const shortage = `${availableReplicas} available replicas, at least ${needed} required (spec.strategy.rollout.maxUnavailable is ${limit}, spec.replicas is ${desired})`;
  const wanted: Wanted[] = [
    availableReplicas >= needed ? ['Available', true, 'Available'] : ['Available', false, 'NotAvailable', shortage],
    rollingOut(machines),
    notRemediating,
    ...scaling(replicas, desired, machines, now, ''),
    aggregate('MachinesReady', 'Ready', machines, readyReasons),
    aggregate('MachinesUpToDate', 'UpToDate', machines, upToDateReasons),
    ...calm,
  ];
  return {
    replicas,
    readyReplicas: sum('readyReplicas'),
    availableReplicas,
    upToDateReplicas: sum('upToDateReplicas'),
    conditions: setConditions(group.status.conditions, wanted, generation, now),
    observedGeneration: generation,
    selector: Object.entries(group.spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(','),
    versions: countVersions(machines.map(({ spec }) => spec.version)),
    phase: replicas === desired ? 'Running' : replicas > desired ? 'ScalingDown' : 'ScalingUp',
  };
}

/** Status of a MachineSet (core/reconcilers/machineset/machineset_controller_status.go). */
export function setStatus(set: MachineSet, machines: readonly Machine[], now: number): MachineSet['status'] {
  const generation = set.metadata.generation ?? 1;
  const wanted: Wanted[] = [
    notRemediating,
    ...scaling(machines.length, set.spec.replicas, machines, now, ''),
    aggregate('MachinesReady', 'Ready', machines, readyReasons),
    aggregate('MachinesUpToDate', 'UpToDate', machines, upToDateReasons),
    ...calm,
  ];
  return {
    ...countReplicas(machines),
    conditions: setConditions(set.status.conditions, wanted, generation, now),
    selector: Object.entries(set.spec.selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(','),
    versions: countVersions(machines.map(({ spec }) => spec.version)),
    observedGeneration: generation,
  };
}

/** Status of a MachineHealthCheck; the demo's nodes are never sick enough to be remediated. */
export function healthCheckStatus(check: MachineHealthCheck, machines: readonly Machine[], now: number): MachineHealthCheck['status'] {
  const targets = machines.filter(({ metadata }) => matchesSelector(check.spec.selector, metadata.labels));
  const healthy = targets.filter(({ status }) => isTrue(status.conditions, 'NodeReady') || !status.nodeRef);
  const wanted: Wanted[] = [['RemediationAllowed', true, 'RemediationAllowed'], ['Paused', false, 'NotPaused']];
  return {
    conditions: setConditions(check.status.conditions, wanted, check.metadata.generation ?? 1, now),
    expectedMachines: targets.length,
    currentHealthy: healthy.length,
    remediationsAllowed: targets.length,
    observedGeneration: check.metadata.generation ?? 1,
    targets: targets.map(({ metadata }) => metadata.name).toSorted(),
  };
}

export type ClusterParts = {
  controlPlane: KubeadmControlPlane;
  deployments: readonly MachineDeployment[];
  pools: readonly { metadata: { name: string }; spec: { replicas: number; template: { spec: { version: string } } }; status: Replicas }[];
  machines: readonly Machine[];
  reachable: boolean;
  lastProbe: number;
  /** What the topology controller waits for; null when it is done. */
  topologyPending: { reason: string; message: string } | null;
};

/** Status of a Cluster: a roll-up of its groups (core/reconcilers/cluster/cluster_controller_status.go). */
export function clusterStatus(cluster: Cluster, parts: ClusterParts, now: number): Cluster['status'] {
  const { controlPlane, deployments, pools, machines, reachable } = parts;
  const generation = cluster.metadata.generation ?? 1;
  const controlMachines = machines.filter(({ metadata }) => metadata.ownerReferences?.[0]?.kind === 'KubeadmControlPlane');
  const workerMachines = machines.filter((machine) => !controlMachines.includes(machine));
  const groups = [controlPlane, ...deployments];
  const gathered = (type: string, reason: string): Wanted => {
    const lines = groups.flatMap(({ kind, metadata, status }) => {
      const message = status.conditions.find((condition) => condition.type === type && condition.status === 'True')?.message;
      if (message === undefined) return [];
      const [first = '', ...more] = message.split('\n');
      return [more.length === 0 ? `* ${kind} ${metadata.name}: ${first}` : `* ${kind} ${metadata.name}:\n  * ${first}\n${indent(indent(more.join('\n')))}`];
    });
    return lines.length > 0 ? [type, true, reason, lines.join('\n')] : [type, false, `Not${reason}`];
  };
  const planeAvailable = controlPlane.status.conditions.find(({ type }) => type === 'Available')!;
  const lacking = deployments.filter(({ status }) => !isTrue(status.conditions, 'Available'));
  const lackingText = lacking.map(({ metadata, status }) => `* MachineDeployment ${metadata.name}: ${status.conditions.find(({ type }) => type === 'Available')?.message ?? ''}`).join('\n');
  const probe = `Remote connection probe failed, probe last succeeded at ${timestamp(parts.lastProbe)}`;
  const problems = [...(reachable ? [] : [`* RemoteConnectionProbe: ${probe}`]), ...(lacking.length > 0 ? [`* WorkersAvailable:\n${indent(lackingText)}`] : [])];
  const wanted: Wanted[] = [
    problems.length === 0 ? ['Available', true, 'Available'] : ['Available', false, 'NotAvailable', problems.join('\n')],
    reachable ? ['RemoteConnectionProbe', true, 'ProbeSucceeded'] : ['RemoteConnectionProbe', false, 'ProbeFailed', probe],
    ['InfrastructureReady', true, 'Ready'],
    ['ControlPlaneInitialized', true, 'Initialized'],
    ['ControlPlaneAvailable', planeAvailable.status, planeAvailable.reason, planeAvailable.message],
    lacking.length === 0 ? ['WorkersAvailable', true, 'Available'] : ['WorkersAvailable', false, 'NotAvailable', lackingText],
    ...topologyCondition(cluster, parts),
    gathered('RollingOut', 'RollingOut'),
    notRemediating,
    gathered('ScalingDown', 'ScalingDown'),
    gathered('ScalingUp', 'ScalingUp'),
    aggregate('ControlPlaneMachinesReady', 'Ready', controlMachines, readyReasons),
    aggregate('WorkerMachinesReady', 'Ready', workerMachines, readyReasons),
    aggregate('ControlPlaneMachinesUpToDate', 'UpToDate', controlMachines, upToDateReasons),
    aggregate('WorkerMachinesUpToDate', 'UpToDate', workerMachines, upToDateReasons),
    ...calm,
  ];
  const poolVersions = pools.flatMap(({ spec, status }) => Array.from({ length: status.replicas }, () => spec.template.spec.version));
  return {
    conditions: setConditions(cluster.status.conditions, wanted, generation, now),
    initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
    controlPlane: rollUp([controlPlane], controlPlane.status.versions),
    workers: rollUp([...deployments, ...pools], countVersions([...workerMachines.map(({ spec }) => spec.version), ...poolVersions])),
    phase: 'Provisioned',
    observedGeneration: generation,
  };
}

function topologyCondition({ spec }: Cluster, { topologyPending }: ClusterParts): Wanted[] {
  if (!spec.topology) return [];
  if (topologyPending === null) return [['TopologyReconciled', true, 'ReconcileSucceeded']];
  return [['TopologyReconciled', false, topologyPending.reason, topologyPending.message]];
}

function rollUp(groups: readonly { spec: { replicas: number }; status: Replicas }[], versions: RollUp['versions']): RollUp {
  const sum = (read: (group: (typeof groups)[number]) => number) => groups.reduce((total, group) => total + read(group), 0);
  return {
    desiredReplicas: sum(({ spec }) => spec.replicas),
    replicas: sum(({ status }) => status.replicas),
    upToDateReplicas: sum(({ status }) => status.upToDateReplicas),
    readyReplicas: sum(({ status }) => status.readyReplicas),
    availableReplicas: sum(({ status }) => status.availableReplicas),
    versions,
  };
}
