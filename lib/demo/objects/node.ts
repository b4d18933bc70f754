import type { NodeImage } from '../fleet/catalog.ts';
import type { Random } from '../fleet/random.ts';
import type { Machine } from '../model/cluster-api-object.ts';
import type { Node, NodeCondition } from '../model/core-object.ts';
import { type ConditionStatus, timestamp } from '../model/kube-object.ts';
import { isControlPlaneMachine } from './machine.ts';

export type NodeSeed = {
  name: string;
  version: string;
  providerId: string | null;
  controlPlane: boolean;
  zone: string;
  region: string;
  image: NodeImage;
  annotations: Record<string, string>;
};

/** What a node needs to know about the machine that it runs on. */
export function nodeSeedOf(machine: Machine, region: string, image: NodeImage): NodeSeed {
  const owner = machine.metadata.ownerReferences?.[0];
  return {
    name: machine.metadata.name,
    version: machine.spec.version,
    providerId: machine.spec.providerID ?? null,
    controlPlane: isControlPlaneMachine(machine),
    zone: machine.spec.failureDomain ?? '',
    region,
    image,
    annotations: {
      'cluster.x-k8s.io/cluster-name': machine.spec.clusterName,
      'cluster.x-k8s.io/cluster-namespace': machine.metadata.namespace ?? '',
      'cluster.x-k8s.io/machine': machine.metadata.name,
      ...(owner ? { 'cluster.x-k8s.io/owner-kind': owner.kind, 'cluster.x-k8s.io/owner-name': owner.name } : {}),
    },
  };
}

/** A node that has just registered: its kubelet is not ready yet unless `ready`. */
export function createNode(seed: NodeSeed, ready: boolean, now: number, random: Random): Node {
  const address = `10.${random.integer(16, 250)}.${random.integer(0, 255)}.${random.integer(2, 254)}`;
  const [cpu, memory] = seed.controlPlane ? ['4', '16374968Ki'] : random.pick([['8', '32865568Ki'], ['16', '65808296Ki']]);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: seed.name,
      uid: random.uuid(),
      resourceVersion: '',
      creationTimestamp: timestamp(now),
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': seed.name,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': seed.region,
        'topology.kubernetes.io/zone': seed.zone,
        ...(seed.controlPlane
          ? { 'node-role.kubernetes.io/control-plane': '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }
          : {}),
      },
      annotations: { ...seed.annotations, 'kubeadm.alpha.kubernetes.io/cri-socket': 'unix:///var/run/containerd/containerd.sock' },
    },
    spec: {
      podCIDR: `192.168.${random.integer(0, 255)}.0/24`,
      ...(seed.providerId ? { providerID: seed.providerId } : {}),
      ...(seed.controlPlane ? { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] } : {}),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: seed.name },
      ],
      capacity: { cpu: cpu!, memory: memory!, pods: '110' },
      allocatable: { cpu: cpu!, memory: memory!, pods: '110' },
      conditions: nodeConditions(ready ? 'True' : 'False', [], now),
      nodeInfo: {
        machineID: random.hex(32),
        systemUUID: random.uuid(),
        bootID: random.uuid(),
        kernelVersion: seed.image.kernelVersion,
        osImage: seed.image.osImage,
        containerRuntimeVersion: seed.image.containerRuntimeVersion,
        kubeletVersion: seed.version,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  };
}

/** The conditions of a node (k8s.io/kubernetes pkg/kubelet/nodestatus); Unknown is what a lost kubelet gives. */
export function nodeConditions(ready: ConditionStatus, previous: readonly NodeCondition[], now: number): NodeCondition[] {
  const words: Record<ConditionStatus, [string, string]> = {
    True: ['KubeletReady', 'kubelet is posting ready status'],
    False: ['KubeletNotReady', 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized'],
    Unknown: ['NodeStatusUnknown', 'Kubelet stopped posting node status.'],
  };
  const calm: [string, string, string][] = [
    ['MemoryPressure', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['DiskPressure', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['PIDPressure', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ];
  const all: [string, ConditionStatus, string, string][] = [
    ...calm.map(([type, reason, message]): [string, ConditionStatus, string, string] =>
      ready === 'Unknown' ? [type, 'Unknown', ...words.Unknown] : [type, 'False', reason, message],
    ),
    ['Ready', ready, ...words[ready]],
  ];
  return all.map(([type, status, reason, message]) => {
    const before = previous.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timestamp(now);
    return { type, status, lastHeartbeatTime: timestamp(now), lastTransitionTime, reason, message };
  });
}

/** The status of a node's Ready condition; Unknown when it has none. */
export function readinessOf(node: Node): ConditionStatus {
  return node.status.conditions.find(({ type }) => type === 'Ready')?.status ?? 'Unknown';
}
