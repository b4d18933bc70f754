import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type KubeClient, KubeError } from './kube-client.ts';
import type { KubeObject } from './kube-object.ts';
import { folderOf } from './toolchain.ts';

const collections: Readonly<Record<string, string>> = {
  ClusterClass: 'cluster.x-k8s.io/v1beta2/namespaces/%/clusterclasses',
  DevClusterTemplate: 'infrastructure.cluster.x-k8s.io/v1beta2/namespaces/%/devclustertemplates',
  DevMachineTemplate: 'infrastructure.cluster.x-k8s.io/v1beta2/namespaces/%/devmachinetemplates',
  KubeadmConfigTemplate: 'bootstrap.cluster.x-k8s.io/v1beta2/namespaces/%/kubeadmconfigtemplates',
  KubeadmControlPlaneTemplate: 'controlplane.cluster.x-k8s.io/v1beta2/namespaces/%/kubeadmcontrolplanetemplates',
};

/**
 * Makes sure that a namespace has Cluster API's in-memory ClusterClass with machines that take `startupDurationMs` to start,
 * and returns the name of the class.
 */
export async function ensureClusterClass(client: KubeClient, namespace: string, startupDurationMs: number): Promise<string> {
  const name = `in-memory-${startupDurationMs}ms`;
  const template = readFileSync(join(folderOf('capi-docker'), 'templates', 'clusterclass-in-memory.yaml'), 'utf8')
    .replaceAll('in-memory', name)
    .replaceAll('startupDuration: "10s"', `startupDuration: "${startupDurationMs}ms"`)
    .replaceAll('startupDuration: "2s"', `startupDuration: "${Math.round(startupDurationMs / 5)}ms"`);
  for (const document of parseAllDocuments(template)) {
    const object = document.toJS() as KubeObject;
    const collection = collections[object.kind];
    if (!collection) throw new Error(`The in-memory ClusterClass now has a ${object.kind}; say where its collection is.`);
    await createUnlessThere(client, `/apis/${collection.replace('%', namespace)}`, object);
  }
  return name;
}

/** Creates an object, and is content when one of that name is there already. */
export async function createUnlessThere(client: KubeClient, path: string, object: object): Promise<void> {
  try {
    await client.create(path, object);
  } catch (error) {
    if (!(error instanceof KubeError && error.status === 409)) throw error;
  }
}
