import type { KubeClient } from '#lib/platform/kube/client.ts';
import { KubeError } from '#lib/platform/kube/kube-error.ts';
import { secretWire } from '../workload/wire.ts';

/**
 * Reads the kubeconfig that Cluster API keeps for a workload cluster (Secret `<cluster>-kubeconfig`, key `value`)
 * by its name; Secrets are never listed. Throws KubeError, `not-found` while there is none.
 */
export async function readKubeconfigSecret(
  client: Pick<KubeClient, 'getJson'>, cluster: { namespace: string; name: string }, signal: AbortSignal,
): Promise<string> {
  const name = `${cluster.name}-kubeconfig`;
  const path = `/api/v1/namespaces/${encodeURIComponent(cluster.namespace)}/secrets/${encodeURIComponent(name)}`;
  let value: string | undefined;
  try {
    value = (await client.getJson(path, secretWire, { what: `read the Secret ${cluster.namespace}/${name}`, signal })).data.value;
  } catch (error) {
    if (!(error instanceof KubeError) || error.code !== 'not-found') throw error;
  }
  if (!value) {
    throw new KubeError('not-found', `The Secret ${cluster.namespace}/${name} with the kubeconfig of this cluster is not there yet; Cluster API makes it when the control plane starts.`);
  }
  return Buffer.from(value, 'base64').toString('utf8');
}
