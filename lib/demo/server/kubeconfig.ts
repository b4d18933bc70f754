import { type Cluster, clusterNameLabel } from '../model/cluster-api-object.ts';
import { controllerOf } from '../model/kube-object.ts';

/** The text of a kubeconfig with one context and a bearer token. */
export function kubeconfigOf(name: string, server: string, token: string): string {
  return `apiVersion: v1
kind: Config
current-context: ${name}
clusters:
  - name: ${name}
    cluster:
      server: ${server}
contexts:
  - name: ${name}
    context:
      cluster: ${name}
      user: ${name}
users:
  - name: ${name}
    user:
      token: ${token}
`;
}

/** The Secret in which Cluster API keeps a cluster's kubeconfig (domain: type `cluster.x-k8s.io/secret`, key `value`). */
export function kubeconfigSecret(cluster: Cluster, kubeconfig: string): object {
  const { name, namespace, uid, creationTimestamp } = cluster.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `${name}-kubeconfig`,
      namespace,
      uid: `${uid.slice(0, -1)}0`,
      resourceVersion: '1000',
      creationTimestamp,
      labels: { [clusterNameLabel]: name },
      ownerReferences: [controllerOf(cluster)],
    },
    type: 'cluster.x-k8s.io/secret',
    data: { value: Buffer.from(kubeconfig).toString('base64') },
  };
}
