import type { ClusterPlan, WorkerGroupPlan } from '../fleet/plan-fleet.ts';
import type { Random } from '../fleet/random.ts';
import {
  type Cluster,
  clusterNameLabel,
  deferUpgradeAnnotation,
  deploymentNameLabel,
  type KubeadmControlPlane,
  type MachineDeployment,
  type MachineHealthCheck,
  type MachinePool,
  type MachineSet,
  type MachineSpec,
  type ObjectReference,
  revisionAnnotation,
  templateHashLabel,
  topologyDeploymentLabel,
  topologyOwnedLabel,
} from '../model/cluster-api-object.ts';
import { controllerOf, type LabelSelector, type ObjectMeta, timestamp } from '../model/kube-object.ts';

const noReplicas = { replicas: 0, readyReplicas: 0, availableReplicas: 0, upToDateReplicas: 0 };
const infrastructure = (kind: string, name: string): ObjectReference => ({ apiGroup: 'infrastructure.cluster.x-k8s.io', kind, name });

function metadataOf(plan: ClusterPlan, name: string, bornAt: number, random: Random, labels: Record<string, string>): ObjectMeta {
  return {
    name,
    namespace: plan.namespace,
    uid: random.uuid(),
    resourceVersion: '',
    generation: 1,
    creationTimestamp: timestamp(bornAt),
    labels: { [clusterNameLabel]: plan.name, ...(plan.topology ? { [topologyOwnedLabel]: '' } : {}), ...labels },
  };
}

/** The Cluster object, with labels that say whose it is and where. */
export function createCluster(plan: ClusterPlan, controlPlaneName: string, bornAt: number, random: Random): Cluster {
  const environmentKey = plan.environment === 'edge' ? 'env' : 'environment';
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: {
      ...metadataOf(plan, plan.name, bornAt, random, {
        [environmentKey]: plan.environment,
        'topology.kubernetes.io/region': plan.region.name,
        ...(plan.team ? { team: plan.team } : {}),
      }),
      finalizers: ['cluster.cluster.x-k8s.io'],
    },
    spec: {
      ...(plan.paused ? { paused: true } : {}),
      clusterNetwork: { services: { cidrBlocks: ['10.128.0.0/12'] }, pods: { cidrBlocks: ['192.168.0.0/16'] }, serviceDomain: 'cluster.local' },
      controlPlaneEndpoint: { host: `${plan.name}.clusters.example`, port: 6443 },
      controlPlaneRef: { apiGroup: 'controlplane.cluster.x-k8s.io', kind: 'KubeadmControlPlane', name: controlPlaneName },
      infrastructureRef: infrastructure(`${plan.region.provider}Cluster`, plan.name),
      ...(plan.topology
        ? {
            topology: {
              classRef: { name: `${plan.region.provider.toLowerCase()}-standard`, namespace: plan.namespace },
              version: plan.controlPlaneVersion,
              controlPlane: { replicas: plan.controlPlaneReplicas },
              workers: {
                machineDeployments: plan.workers
                  .filter(({ pool }) => !pool)
                  .map(({ name, replicas }) => ({
                    class: 'default-worker',
                    name,
                    replicas,
                    // Workers that stay behind their control plane do so because somebody put their upgrade off.
                    ...(plan.workerVersion === plan.controlPlaneVersion ? {} : { metadata: { annotations: { [deferUpgradeAnnotation]: '' } } }),
                  })),
              },
            },
          }
        : {}),
    },
    status: {
      conditions: [],
      initialization: { infrastructureProvisioned: true, controlPlaneInitialized: true },
      controlPlane: { ...noReplicas, desiredReplicas: 0 },
      workers: { ...noReplicas, desiredReplicas: 0 },
      phase: 'Provisioned',
      observedGeneration: 1,
    },
  };
}

export function createControlPlane(plan: ClusterPlan, cluster: { name: string }, bornAt: number, random: Random): KubeadmControlPlane {
  return {
    apiVersion: 'controlplane.cluster.x-k8s.io/v1beta2',
    kind: 'KubeadmControlPlane',
    metadata: { ...metadataOf(plan, cluster.name, bornAt, random, {}), finalizers: ['kubeadm.controlplane.cluster.x-k8s.io'] },
    spec: {
      replicas: plan.controlPlaneReplicas,
      version: plan.controlPlaneVersion,
      rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } },
      machineTemplate: {
        spec: { infrastructureRef: infrastructure(`${plan.region.provider}MachineTemplate`, `${cluster.name}-${random.suffix(5)}`), deletion: { nodeDeletionTimeoutSeconds: 10 } },
      },
      kubeadmConfigSpec: {},
    },
    status: {
      ...noReplicas,
      conditions: [],
      initialization: { controlPlaneInitialized: true },
      selector: '',
      version: plan.controlPlaneVersion,
      versions: [],
      observedGeneration: 1,
    },
  };
}

/** The labels by which a group of workers knows its machines. */
function groupLabels(plan: ClusterPlan, group: WorkerGroupPlan, name: string): Record<string, string> {
  return plan.topology ? { [topologyDeploymentLabel]: group.name } : { [deploymentNameLabel]: name };
}

function workerSpec(plan: ClusterPlan, name: string, version: string): MachineSpec {
  return {
    clusterName: plan.name,
    bootstrap: { configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfigTemplate', name } },
    infrastructureRef: infrastructure(`${plan.region.provider}MachineTemplate`, name),
    version,
    deletion: { nodeDeletionTimeoutSeconds: 10 },
  };
}

export function createMachineDeployment(plan: ClusterPlan, group: WorkerGroupPlan, bornAt: number, random: Random): MachineDeployment {
  const name = plan.topology ? `${plan.name}-${group.name}-${random.suffix(5)}` : `${plan.name}-${group.name}`;
  const metadata = metadataOf(plan, name, bornAt, random, plan.topology ? { [topologyDeploymentLabel]: group.name } : {});
  const labels = { [clusterNameLabel]: plan.name, ...(plan.topology ? { [topologyOwnedLabel]: '' } : {}), ...groupLabels(plan, group, name) };
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachineDeployment',
    metadata: { ...metadata, annotations: { [revisionAnnotation]: '1' }, finalizers: ['cluster.x-k8s.io/machinedeployment'] },
    spec: {
      clusterName: plan.name,
      replicas: group.replicas,
      rollout: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: group.maxSurge, maxUnavailable: group.maxUnavailable } } },
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: workerSpec(plan, name, plan.workerVersion) },
    },
    status: { ...noReplicas, conditions: [], observedGeneration: 1, selector: '', versions: [], phase: 'Running' },
  };
}

/** A MachineSet for the template that the group has now. */
export function createMachineSet(group: MachineDeployment, replicas: number, revision: number, now: number, random: Random): MachineSet {
  const suffix = random.suffix(5);
  const hash = { [templateHashLabel]: `${random.integer(100_000_000, 999_999_999)}-${suffix}` };
  const labels = { ...group.spec.template.metadata.labels, ...hash, [deploymentNameLabel]: group.metadata.name };
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachineSet',
    metadata: {
      name: `${group.metadata.name}-${suffix}`,
      namespace: group.metadata.namespace!,
      uid: random.uuid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(now),
      labels,
      annotations: { [revisionAnnotation]: String(revision), 'machinedeployment.clusters.x-k8s.io/desired-replicas': String(group.spec.replicas) },
      finalizers: ['cluster.x-k8s.io/machineset'],
      ownerReferences: [controllerOf(group)],
    },
    spec: {
      clusterName: group.spec.clusterName,
      replicas,
      selector: { matchLabels: { ...group.spec.selector.matchLabels, ...hash } },
      template: { metadata: { labels }, spec: group.spec.template.spec },
      ...(group.spec.deletion ? { deletion: group.spec.deletion } : {}),
    },
    status: { ...noReplicas, conditions: [], selector: '', versions: [], observedGeneration: 1 },
  };
}

export function createMachinePool(plan: ClusterPlan, group: WorkerGroupPlan, bornAt: number, random: Random): MachinePool {
  const name = `${plan.name}-${group.name}`;
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachinePool',
    metadata: { ...metadataOf(plan, name, bornAt, random, {}), finalizers: ['machinepool.cluster.x-k8s.io'] },
    spec: { clusterName: plan.name, replicas: group.replicas, template: { spec: workerSpec(plan, name, plan.workerVersion) }, providerIDList: [] },
    status: {
      ...noReplicas,
      conditions: [],
      initialization: { infrastructureProvisioned: true, bootstrapDataSecretCreated: true },
      nodeRefs: [],
      versions: [],
      phase: 'Running',
      observedGeneration: 1,
    },
  };
}

export function createHealthCheck(plan: ClusterPlan, name: string, selector: LabelSelector, bornAt: number, random: Random): MachineHealthCheck {
  const unhealthy = (type: string) => ['Unknown', 'False'].map((status) => ({ type, status, timeoutSeconds: 300 }));
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'MachineHealthCheck',
    metadata: metadataOf(plan, name, bornAt, random, {}),
    spec: {
      clusterName: plan.name,
      selector,
      checks: { nodeStartupTimeoutSeconds: 600, unhealthyNodeConditions: unhealthy('Ready'), unhealthyMachineConditions: unhealthy('NodeReady') },
      remediation: { triggerIf: { unhealthyLessThanOrEqualTo: '40%' } },
    },
    status: { conditions: [], expectedMachines: 0, currentHealthy: 0, remediationsAllowed: 0, observedGeneration: 1, targets: [] },
  };
}
