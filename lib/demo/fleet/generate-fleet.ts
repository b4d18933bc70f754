import { dayMs } from '#lib/kernel/duration.ts';
import type { ApiServer } from '../server/api-server.ts';
import { createNamespace } from '../objects/workload.ts';
import { kubeconfigOf, kubeconfigSecret } from '../server/kubeconfig.ts';
import { ObjectStore } from '../store/object-store.ts';
import { regions } from './catalog.ts';
import type { Fleet, FleetCluster } from './demo-fleet.ts';
import { generateMachines } from './generate-machines.ts';
import { generateWorkloads } from './generate-workloads.ts';
import { type FleetSize, planFleet } from './plan-fleet.ts';
import { createRandom } from './random.ts';

export type FleetOptions = {
  size: FleetSize;
  seed: number;
  /** Milliseconds since 1970 at which the fleet is as it is generated. */
  epoch: number;
  /** Resource versions start here; later than any that a client has seen. */
  resourceVersion: number;
  historyLength?: number;
  tokenFor: (prefix: string) => string;
  /** `http://127.0.0.1:<port>`, known once the server listens. */
  baseUrl: () => string;
};

/** Where the kubeconfig of the unreachable cluster leads: a privileged loopback port on which nothing listens. */
export const nowhere = 'http://127.0.0.1:1';

/** Makes the whole fleet, the same for the same size, seed and epoch. */
export function generateFleet(options: FleetOptions): Fleet {
  const { size, seed, epoch } = options;
  const clusters = new Map<string, FleetCluster>();
  const openServer = (name: string, prefix: string, settings: Partial<ApiServer>): ApiServer => ({
    name,
    prefix,
    store: new ObjectStore({ resourceVersion: options.resourceVersion, historyLength: options.historyLength }),
    token: options.tokenFor(prefix),
    clusterApiVersion: null,
    version: () => 'v1.36.4',
    fault: 'none',
    watches: new Set(),
    notServed: new Set(),
    readSecret: () => null,
    ...settings,
  });
  const kubeconfigSecretOf = (management: ApiServer, namespace: string, name: string): object | null => {
    const clusterName = name.endsWith('-kubeconfig') ? name.slice(0, -'-kubeconfig'.length) : '';
    const cluster = clusters.get(clusterName);
    const stored = management.store.get('clusters', `${namespace}/${clusterName}`);
    if (!stored || cluster?.management !== management) return null;
    const baseUrl = cluster.plan.unreachable ? nowhere : options.baseUrl();
    return kubeconfigSecret(stored, kubeconfigOf(clusterName, `${baseUrl}${cluster.workload.prefix}`, cluster.workload.token));
  };
  const managements = new Map(
    regions.map((region): [string, ApiServer] => {
      const server = openServer(`mgmt-${region.short}`, `/mgmt-${region.short}`, { clusterApiVersion: region.clusterApiVersion });
      server.readSecret = (namespace, name) => kubeconfigSecretOf(server, namespace, name);
      return [region.short, server];
    }),
  );
  for (const plan of planFleet(size, seed)) {
    const management = plan.clusterApi ? managements.get(plan.region.short)! : null;
    const key = `${plan.namespace}/${plan.name}`;
    const workload = openServer(plan.name, `/clusters/${plan.name}`, {});
    workload.version = () => management?.store.ofCluster('kubeadmcontrolplanes', key)[0]?.status.version ?? plan.controlPlaneVersion;
    const random = createRandom(`${seed}/cluster/${plan.name}`);
    const nodes = generateMachines(plan, management?.store ?? null, workload.store, epoch, random);
    generateWorkloads(plan, workload.store, nodes, epoch, random);
    clusters.set(plan.name, { plan, key, management, workload });
  }
  for (const [short, server] of managements) {
    const random = createRandom(`${seed}/management/${short}`);
    const teams = [...clusters.values()].filter(({ management }) => management === server).map(({ plan }) => plan.namespace);
    for (const name of new Set(['default', 'kube-system', 'capi-system', 'capi-kubeadm-control-plane-system', ...teams])) {
      server.store.seed('namespaces', createNamespace(name, null, epoch - 400 * dayMs, random));
    }
  }
  const servers = [...managements.values(), ...[...clusters.values()].map(({ workload }) => workload)];
  return { managements: [...managements.values()], clusters, servers: new Map(servers.map((server) => [server.prefix, server])), epoch };
}
