/** Versions of Cluster API's groups that are understood, the best first. */
export const apiVersions = ['v1beta2', 'v1beta1'] as const;
export type ApiVersion = (typeof apiVersions)[number];

/** The API group of Clusters, Machines and what groups these. */
export const coreGroup = 'cluster.x-k8s.io';
/** The API group of KubeadmControlPlanes. */
export const controlPlaneGroup = 'controlplane.cluster.x-k8s.io';

/** Narrows a discovered version; null for one that is not understood. */
export function asApiVersion(version: string | null): ApiVersion | null {
  return apiVersions.find((known) => known === version) ?? null;
}
