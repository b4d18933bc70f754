import type { SourceKind } from '../contract.ts';
import { openSourceClient } from '../workload/source-client.ts';
import { readCluster, runKubernetes } from './source.ts';

/** Any Kubernetes cluster, reached by its own kubeconfig; it can be seen and not acted on. */
export const kubernetesSource: SourceKind = {
  kind: 'kubernetes',
  run: runKubernetes,
  async check(settings, signal) {
    const client = openSourceClient(settings);
    try {
      return { version: (await readCluster(client, settings, signal)).controlPlaneVersion, clusters: 1 };
    } finally {
      client.close();
    }
  },
};
