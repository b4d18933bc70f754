import type { Condition, KubeObject, LabelSelector } from './kube-object.ts';

/** Objects of Cluster API in the form of v1beta2 (cluster-api 1.14, api/core/v1beta2), the fields that the demo fills. */
export type Cluster = KubeObject & { spec: ClusterSpec; status: ClusterStatus };

export type ObjectReference = { apiGroup: string; kind: string; name: string };
export type Replicas = { replicas: number; upToDateReplicas: number; readyReplicas: number; availableReplicas: number };
export type StatusVersion = { version: string; replicas: number };
export type RollUp = Replicas & { desiredReplicas: number; versions?: StatusVersion[] };
export type Rolling = { maxSurge?: number | string; maxUnavailable?: number | string };
export type MachineDeletionSpec = { nodeDrainTimeoutSeconds?: number; nodeDeletionTimeoutSeconds?: number };

export type ClusterSpec = {
  paused?: boolean;
  clusterNetwork: { services: { cidrBlocks: string[] }; pods: { cidrBlocks: string[] }; serviceDomain: string };
  controlPlaneEndpoint: { host: string; port: number };
  controlPlaneRef: ObjectReference;
  infrastructureRef: ObjectReference;
  topology?: Topology;
};

export type Topology = {
  classRef: { name: string; namespace?: string };
  version: string;
  controlPlane: { replicas: number; rollout?: { after?: string }; deletion?: MachineDeletionSpec };
  workers: { machineDeployments?: MachineDeploymentTopology[] };
};

export type MachineDeploymentTopology = {
  class: string;
  name: string;
  metadata?: { annotations?: Record<string, string> };
  replicas: number;
  rollout?: { after?: string };
  deletion?: MachineDeletionSpec;
};

export type ClusterStatus = {
  conditions: Condition[];
  initialization: { infrastructureProvisioned: boolean; controlPlaneInitialized: boolean };
  controlPlane: RollUp;
  workers: RollUp;
  phase: string;
  observedGeneration: number;
};

export type KubeadmControlPlane = KubeObject & {
  spec: {
    replicas: number;
    version: string;
    rollout: { after?: string; strategy: { type: 'RollingUpdate'; rollingUpdate: { maxSurge: number } } };
    machineTemplate: { spec: { infrastructureRef: ObjectReference; deletion?: MachineDeletionSpec } };
    kubeadmConfigSpec: Record<string, never>;
  };
  status: Replicas & {
    conditions: Condition[];
    initialization: { controlPlaneInitialized: boolean };
    selector: string;
    version: string;
    versions: StatusVersion[];
    observedGeneration: number;
  };
};

export type MachineSpec = {
  clusterName: string;
  bootstrap: { configRef?: ObjectReference; dataSecretName?: string };
  infrastructureRef: ObjectReference;
  version: string;
  providerID?: string;
  failureDomain?: string;
  deletion?: MachineDeletionSpec;
};

export type MachineTemplate = { metadata: { labels: Record<string, string> }; spec: MachineSpec };
export type DeletionOrder = 'Random' | 'Newest' | 'Oldest';

export type MachineDeployment = KubeObject & {
  spec: {
    clusterName: string;
    replicas: number;
    rollout: { after?: string; strategy: { type: 'RollingUpdate' | 'OnDelete'; rollingUpdate?: Rolling } };
    selector: LabelSelector;
    template: MachineTemplate;
    deletion?: { order: DeletionOrder };
    paused?: boolean;
  };
  status: Replicas & {
    conditions: Condition[];
    observedGeneration: number;
    selector: string;
    versions: StatusVersion[];
    phase: string;
  };
};

export type MachineSet = KubeObject & {
  spec: {
    clusterName: string;
    replicas: number;
    selector: LabelSelector;
    template: MachineTemplate;
    deletion?: { order: DeletionOrder };
  };
  status: Replicas & { conditions: Condition[]; selector: string; versions: StatusVersion[]; observedGeneration: number };
};

export type MachinePool = KubeObject & {
  spec: { clusterName: string; replicas: number; template: { spec: MachineSpec }; providerIDList: string[] };
  status: Replicas & {
    conditions: Condition[];
    initialization: { infrastructureProvisioned: boolean; bootstrapDataSecretCreated: boolean };
    nodeRefs: { apiVersion: 'v1'; kind: 'Node'; name: string; uid: string }[];
    versions: StatusVersion[];
    phase: string;
    observedGeneration: number;
  };
};

export type MachineDeletionStatus = {
  nodeDrainStartTime?: string;
  waitForNodeVolumeDetachStartTime?: string;
  waitForPreDrainHookStartTime?: string;
  waitForPreTerminateHookStartTime?: string;
};

export type Machine = KubeObject & {
  spec: MachineSpec;
  status: {
    conditions: Condition[];
    initialization: { infrastructureProvisioned?: boolean; bootstrapDataSecretCreated?: boolean };
    nodeRef?: { name: string };
    nodeInfo?: NodeSystemInfo;
    lastUpdated?: string;
    addresses?: { type: string; address: string }[];
    phase: string;
    certificatesExpiryDate?: string;
    observedGeneration: number;
    deletion?: MachineDeletionStatus;
  };
};

export type NodeSystemInfo = {
  machineID: string;
  systemUUID: string;
  bootID: string;
  kernelVersion: string;
  osImage: string;
  containerRuntimeVersion: string;
  kubeletVersion: string;
  kubeProxyVersion: string;
  operatingSystem: string;
  architecture: string;
};

export type MachineHealthCheck = KubeObject & {
  spec: {
    clusterName: string;
    selector: LabelSelector;
    checks: {
      nodeStartupTimeoutSeconds: number;
      unhealthyNodeConditions: { type: string; status: string; timeoutSeconds: number }[];
      unhealthyMachineConditions: { type: string; status: string; timeoutSeconds: number }[];
    };
    remediation: { triggerIf: { unhealthyLessThanOrEqualTo: number | string } };
  };
  status: {
    conditions: Condition[];
    expectedMachines: number;
    currentHealthy: number;
    remediationsAllowed: number;
    observedGeneration: number;
    targets: string[];
  };
};

/** Labels and annotations of Cluster API (api/core/v1beta2/common_types.go). */
export const clusterNameLabel = 'cluster.x-k8s.io/cluster-name';
export const controlPlaneLabel = 'cluster.x-k8s.io/control-plane';
export const deploymentNameLabel = 'cluster.x-k8s.io/deployment-name';
export const setNameLabel = 'cluster.x-k8s.io/set-name';
export const topologyOwnedLabel = 'topology.cluster.x-k8s.io/owned';
export const topologyDeploymentLabel = 'topology.cluster.x-k8s.io/deployment-name';
export const templateHashLabel = 'machine-template-hash';
export const deferUpgradeAnnotation = 'topology.cluster.x-k8s.io/defer-upgrade';
export const pausedAnnotation = 'cluster.x-k8s.io/paused';
export const deleteMachineAnnotation = 'cluster.x-k8s.io/delete-machine';
export const revisionAnnotation = 'machinedeployment.clusters.x-k8s.io/revision';
export const excludeDrainAnnotation = 'machine.cluster.x-k8s.io/exclude-node-draining';
export const preDrainHookPrefix = 'pre-drain.delete.hook.machine.cluster.x-k8s.io';
export const preTerminateHookPrefix = 'pre-terminate.delete.hook.machine.cluster.x-k8s.io';
