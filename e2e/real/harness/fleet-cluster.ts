import { createUnlessThere, ensureClusterClass } from './cluster-class.ts';
import { type KubeClient, KubeError, openKubeClient } from './kube-client.ts';
import { findCondition, type KubeObject } from './kube-object.ts';
import { waitFor, type WaitOptions } from './wait-for.ts';

/** What a workload cluster is to be. */
export interface FleetClusterSpec {
  readonly name: string;
  /** With its leading v, as Cluster API wants it. */
  readonly version: string;
  /** 1 unless told; an odd number. */
  readonly controlPlaneReplicas?: number;
  /** 2 unless told, in one group named md-0. */
  readonly workerReplicas?: number;
  /** How long a machine takes to start, in milliseconds; 1000 unless told. */
  readonly startupDurationMs?: number;
  /** `default` unless told; made when it is missing. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** The versions in which Cluster API serves its kinds. */
export type ClusterApiVersion = 'v1beta1' | 'v1beta2';

/** The kinds of Cluster API that belong to one cluster. */
export type OwnedKind = 'KubeadmControlPlane' | 'Machine' | 'MachineDeployment' | 'MachineHealthCheck' | 'MachineSet';

/** A handle on one workload cluster, working through the management cluster as its administrator. */
export interface FleetCluster {
  readonly name: string;
  readonly namespace: string;
  /** The path of its Cluster object in v1beta2. */
  readonly path: string;
  get(version?: ClusterApiVersion): Promise<KubeObject>;
  /** The cluster's objects of a kind, by its cluster-name label. */
  list(kind: OwnedKind, version?: ClusterApiVersion): Promise<KubeObject[]>;
  /** A JSON merge patch of the Cluster. */
  patch(change: object): Promise<KubeObject>;
  /** Sets annotations on the Cluster; null removes one. */
  annotate(annotations: Readonly<Record<string, string | null>>): Promise<KubeObject>;
  /** A JSON merge patch of one of the cluster's objects. */
  patchOwned(kind: OwnedKind, name: string, change: object): Promise<KubeObject>;
  /** Sets annotations on one of the cluster's objects; null removes one. */
  annotateOwned(kind: OwnedKind, name: string, annotations: Readonly<Record<string, string | null>>): Promise<KubeObject>;
  /** Sets or clears `spec.paused`; resolves once Cluster API reports it. */
  setPaused(paused: boolean): Promise<void>;
  /**
   * Resolves with the Cluster once it is Available at its newest generation and nothing upgrades, rolls out or scales. It
   * knows nothing of a change to one of the cluster's objects that no controller has seen yet: wait for its machines first.
   */
  waitForAvailable(options?: WaitOptions): Promise<KubeObject>;
  /** Resolves with the cluster's machines once `check` accepts them. */
  waitForMachines(
    what: string,
    check: (machines: readonly KubeObject[]) => boolean,
    options?: WaitOptions,
  ): Promise<readonly KubeObject[]>;
  /** The text of its kubeconfig Secret; throws when that is not there yet. */
  readKubeconfig(): Promise<string>;
  /** A client of its own, in-memory, API server; the caller closes it. */
  openWorkloadClient(): Promise<KubeClient>;
  /** Deletes the Cluster; resolves once it is gone. */
  delete(): Promise<void>;
}

const collections: Readonly<Record<OwnedKind, readonly [group: string, plural: string]>> = {
  KubeadmControlPlane: ['controlplane.cluster.x-k8s.io', 'kubeadmcontrolplanes'],
  Machine: ['cluster.x-k8s.io', 'machines'],
  MachineDeployment: ['cluster.x-k8s.io', 'machinedeployments'],
  MachineHealthCheck: ['cluster.x-k8s.io', 'machinehealthchecks'],
  MachineSet: ['cluster.x-k8s.io', 'machinesets'],
};

/** Creates a workload cluster from the in-memory ClusterClass and returns at once; use `waitForAvailable`. Throws when the API server refuses it. */
export async function createFleetCluster(client: KubeClient, spec: FleetClusterSpec): Promise<FleetCluster> {
  const { name, namespace = 'default', startupDurationMs = 1_000 } = spec;
  await createUnlessThere(client, '/api/v1/namespaces', { metadata: { name: namespace } });
  const className = await ensureClusterClass(client, namespace, startupDurationMs);
  const { labels = {}, annotations = {} } = spec;
  await client.create(`/apis/cluster.x-k8s.io/v1beta2/namespaces/${namespace}/clusters`, {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Cluster',
    metadata: { name, namespace, labels, annotations },
    spec: {
      clusterNetwork: {
        services: { cidrBlocks: ['10.128.0.0/12'] },
        pods: { cidrBlocks: ['192.168.0.0/16'] },
        serviceDomain: 'cluster.local',
      },
      topology: {
        classRef: { name: className, namespace },
        version: spec.version,
        controlPlane: { replicas: spec.controlPlaneReplicas ?? 1 },
        workers: {
          machineDeployments: [{ class: 'default-worker', name: 'md-0', replicas: spec.workerReplicas ?? 2 }],
        },
      },
    },
  });
  return openFleetCluster(client, name, namespace);
}

/** A handle on a workload cluster that is there already. */
export function openFleetCluster(client: KubeClient, name: string, namespace = 'default'): FleetCluster {
  const pathIn = (version: ClusterApiVersion): string =>
    `/apis/cluster.x-k8s.io/${version}/namespaces/${namespace}/clusters/${name}`;
  const ownedPath = (kind: OwnedKind, version: ClusterApiVersion): string => {
    const [group, plural] = collections[kind];
    return `/apis/${group}/${version}/namespaces/${namespace}/${plural}`;
  };
  const path = pathIn('v1beta2');
  const patchOwned: FleetCluster['patchOwned'] = (kind, owned, change) =>
    client.patch(`${ownedPath(kind, 'v1beta2')}/${owned}`, change);
  const readKubeconfig = async (): Promise<string> => {
    const secret = await client.get(`/api/v1/namespaces/${namespace}/secrets/${name}-kubeconfig`);
    return Buffer.from(secret.data?.['value'] ?? '', 'base64').toString('utf8');
  };
  const list: FleetCluster['list'] = (kind, version = 'v1beta2') => {
    const selector = encodeURIComponent(`cluster.x-k8s.io/cluster-name=${name}`);
    return client.list(`${ownedPath(kind, version)}?labelSelector=${selector}`);
  };
  return {
    name,
    namespace,
    path,
    get: (version = 'v1beta2') => client.get(pathIn(version)),
    list,
    patch: (change) => client.patch(path, change),
    annotate: (annotations) => client.patch(path, { metadata: { annotations } }),
    patchOwned,
    annotateOwned: (kind, owned, annotations) => patchOwned(kind, owned, { metadata: { annotations } }),
    setPaused: async (paused) => {
      await client.patch(path, { spec: { paused } });
      await waitFor(`${name} to be ${paused ? 'paused' : 'resumed'}`, async () => {
        return findCondition(await client.get(path), 'Paused')?.status === (paused ? 'True' : 'False');
      });
    },
    waitForAvailable: (options) =>
      waitFor(`${name} to be Available`, async () => asSettled(await client.get(path)), options),
    waitForMachines: (what, check, options) =>
      waitFor(
        `${name}'s machines to be ${what}`,
        async () => {
          const machines = await list('Machine');
          return check(machines) && machines;
        },
        options,
      ),
    readKubeconfig,
    openWorkloadClient: async () => openKubeClient(await readKubeconfig()),
    delete: async () => {
      await client.delete(path);
      await waitFor(`${name} to be gone`, () => isGone(client, path));
    },
  };
}

const settledConditions = [
  ['Available', 'True'],
  ['TopologyReconciled', 'True'],
  ['RollingOut', 'False'],
  ['ScalingUp', 'False'],
  ['ScalingDown', 'False'],
] as const;

/** Between the control plane's rollout and the workers' only TopologyReconciled tells that an upgrade is not over. */
function asSettled(cluster: KubeObject): KubeObject | undefined {
  const { generation } = cluster.metadata;
  const settled = settledConditions.every(([type, status]) => {
    const condition = findCondition(cluster, type);
    return condition?.status === status && condition.observedGeneration === generation;
  });
  return settled && cluster.status?.['observedGeneration'] === generation ? cluster : undefined;
}

async function isGone(client: KubeClient, path: string): Promise<boolean> {
  try {
    await client.get(path);
    return false;
  } catch (error) {
    if (error instanceof KubeError && error.status === 404) return true;
    throw error;
  }
}
