import type {
  Cluster,
  KubeadmControlPlane,
  Machine,
  MachineDeployment,
  MachineHealthCheck,
  MachinePool,
  MachineSet,
} from '../model/cluster-api-object.ts';
import type {
  DaemonSet,
  Deployment,
  Namespace,
  Node,
  Pod,
  PodDisruptionBudget,
  ReplicaSet,
  StatefulSet,
} from '../model/core-object.ts';

/** Every kind that the demo serves, by its plural name, which is unique across the groups served. */
export type Kinds = {
  clusters: Cluster;
  kubeadmcontrolplanes: KubeadmControlPlane;
  machinedeployments: MachineDeployment;
  machinesets: MachineSet;
  machinepools: MachinePool;
  machines: Machine;
  machinehealthchecks: MachineHealthCheck;
  nodes: Node;
  namespaces: Namespace;
  pods: Pod;
  deployments: Deployment;
  statefulsets: StatefulSet;
  daemonsets: DaemonSet;
  replicasets: ReplicaSet;
  poddisruptionbudgets: PodDisruptionBudget;
};
export type Plural = keyof Kinds;

/** How one kind is served. */
export type Resource = {
  plural: Plural;
  kind: string;
  group: string;
  namespaced: boolean;
  shortNames: readonly string[];
};

const clusterApi = 'cluster.x-k8s.io';
const resource = (plural: Plural, kind: string, group: string, shortNames: string[], namespaced = true): Resource => ({
  plural,
  kind,
  group,
  namespaced,
  shortNames,
});

/** All kinds, in the order in which discovery names them. */
export const resources: readonly Resource[] = [
  resource('namespaces', 'Namespace', '', ['ns'], false),
  resource('nodes', 'Node', '', ['no'], false),
  resource('pods', 'Pod', '', ['po']),
  resource('daemonsets', 'DaemonSet', 'apps', ['ds']),
  resource('deployments', 'Deployment', 'apps', ['deploy']),
  resource('replicasets', 'ReplicaSet', 'apps', ['rs']),
  resource('statefulsets', 'StatefulSet', 'apps', ['sts']),
  resource('poddisruptionbudgets', 'PodDisruptionBudget', 'policy', ['pdb']),
  resource('clusters', 'Cluster', clusterApi, ['cl']),
  resource('machinedeployments', 'MachineDeployment', clusterApi, ['md']),
  resource('machinehealthchecks', 'MachineHealthCheck', clusterApi, ['mhc']),
  resource('machinepools', 'MachinePool', clusterApi, ['mp']),
  resource('machines', 'Machine', clusterApi, ['ma']),
  resource('machinesets', 'MachineSet', clusterApi, ['ms']),
  resource('kubeadmcontrolplanes', 'KubeadmControlPlane', 'controlplane.cluster.x-k8s.io', ['kcp']),
];

/** Whether a group belongs to Cluster API: only management clusters serve it, and its version differs among them. */
export function isClusterApiGroup(group: string): boolean {
  return group.endsWith('cluster.x-k8s.io');
}
