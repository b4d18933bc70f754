import type { NodeSystemInfo } from './cluster-api-object.ts';
import type { ConditionStatus, KubeObject, LabelSelector } from './kube-object.ts';

/** Objects of Kubernetes itself (k8s.io/api core/v1, apps/v1, policy/v1), the fields that the demo fills. */
export type Node = KubeObject & {
  spec: { podCIDR: string; providerID?: string; unschedulable?: boolean; taints?: Taint[] };
  status: {
    addresses: { type: string; address: string }[];
    allocatable: Record<string, string>;
    capacity: Record<string, string>;
    conditions: NodeCondition[];
    nodeInfo: NodeSystemInfo;
  };
};

export type Taint = { key: string; effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute'; timeAdded?: string };

export type NodeCondition = {
  type: string;
  status: ConditionStatus;
  lastHeartbeatTime: string;
  lastTransitionTime: string;
  reason: string;
  message: string;
};

export type Namespace = KubeObject & { spec: { finalizers: string[] }; status: { phase: 'Active' | 'Terminating' } };

export type Container = { name: string; image: string; imagePullPolicy: string; resources: { requests?: Record<string, string> } };

export type PodSpec = {
  containers: Container[];
  nodeName?: string;
  serviceAccountName: string;
  restartPolicy: string;
  schedulerName: string;
  terminationGracePeriodSeconds: number;
  hostNetwork?: boolean;
  priorityClassName?: string;
};

export type PodCondition = {
  type: string;
  status: ConditionStatus;
  lastTransitionTime: string;
  reason?: string;
  message?: string;
};

export type ContainerStatus = {
  name: string;
  image: string;
  imageID: string;
  containerID?: string;
  ready: boolean;
  started: boolean;
  restartCount: number;
  state: { running?: { startedAt: string }; waiting?: { reason: string }; terminated?: ContainerEnd };
  lastState: { terminated?: ContainerEnd };
};
export type ContainerEnd = { exitCode: number; reason: string; startedAt: string; finishedAt: string };

export type Pod = KubeObject & {
  spec: PodSpec;
  status: {
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
    conditions: PodCondition[];
    containerStatuses?: ContainerStatus[];
    hostIP?: string;
    podIP?: string;
    qosClass: string;
    startTime?: string;
  };
};

export type PodTemplate = { metadata: { labels: Record<string, string> }; spec: PodSpec };
export type AppCondition = {
  type: string;
  status: ConditionStatus;
  lastTransitionTime: string;
  lastUpdateTime?: string;
  reason: string;
  message: string;
};

export type Deployment = KubeObject & {
  spec: { replicas: number; selector: LabelSelector; template: PodTemplate; strategy: { type: string } };
  status: {
    observedGeneration: number;
    replicas: number;
    updatedReplicas: number;
    readyReplicas: number;
    availableReplicas: number;
    unavailableReplicas?: number;
    conditions: AppCondition[];
  };
};

export type ReplicaSet = KubeObject & {
  spec: { replicas: number; selector: LabelSelector; template: PodTemplate };
  status: { observedGeneration: number; replicas: number; fullyLabeledReplicas: number; readyReplicas: number; availableReplicas: number };
};

export type StatefulSet = KubeObject & {
  spec: { replicas: number; serviceName: string; selector: LabelSelector; template: PodTemplate };
  status: {
    observedGeneration: number;
    replicas: number;
    readyReplicas: number;
    currentReplicas: number;
    updatedReplicas: number;
    availableReplicas: number;
  };
};

export type DaemonSet = KubeObject & {
  spec: { selector: LabelSelector; template: PodTemplate };
  status: {
    observedGeneration: number;
    currentNumberScheduled: number;
    desiredNumberScheduled: number;
    numberAvailable: number;
    numberMisscheduled: number;
    numberReady: number;
    updatedNumberScheduled: number;
  };
};

export type PodDisruptionBudget = KubeObject & {
  spec: { minAvailable?: number | string; maxUnavailable?: number | string; selector: LabelSelector };
  status: {
    currentHealthy: number;
    desiredHealthy: number;
    disruptionsAllowed: number;
    expectedPods: number;
    observedGeneration: number;
    conditions: (AppCondition & { observedGeneration?: number })[];
  };
};

/** Whether a pod counts as healthy: its Ready condition is true and it is not on its way out. */
export function isPodReady(pod: Pod): boolean {
  return pod.status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}
