import { createFleetCluster, type FleetCluster, type FleetClusterSpec } from './fleet-cluster.ts';
import { type KubernetesApi, startKubernetesApi } from './kubernetes-api.ts';
import { startProviders } from './providers.ts';

/** A real management cluster: an API server with Cluster API's four providers, on loopback, gone when it is stopped. */
export interface ManagementCluster extends KubernetesApi {
  /** Creates a workload cluster and returns at once; its `waitForAvailable` waits. */
  createCluster(spec: FleetClusterSpec): Promise<FleetCluster>;
}

/** Starts a management cluster and resolves once every provider is ready. Throws, leaving nothing behind, when one does not start. */
export async function startManagementCluster(): Promise<ManagementCluster> {
  const api = await startKubernetesApi();
  try {
    const providers = await startProviders(api);
    const pidsOfProviders = Object.fromEntries([...providers].map(([name, process]) => [name, process.pid]));
    return {
      ...api,
      pids: () => ({ ...api.pids(), ...pidsOfProviders }),
      createCluster: (spec) => createFleetCluster(api.client, spec),
    };
  } catch (error) {
    await api.stop();
    throw error;
  }
}
