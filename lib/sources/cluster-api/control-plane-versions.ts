import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import { clusterNameOf, lowestVersion } from './map.ts';
import { controlPlaneWire } from './wire.ts';

type Versions = { running: string | null; wanted: string | null };

/** As many as there may be Clusters, and room for those that were replaced; what comes beyond is not learned. */
const maxKnown = 40_000;

/**
 * Fills what a Cluster does not say from its KubeadmControlPlane: the version that runs (a Cluster tells it only
 * since Cluster API 1.13) and, without a topology, the one that is wanted. `emit` gets a Cluster again when
 * its control plane says something new.
 */
export function createControlPlaneVersions(emit: (cluster: ClusterObservation) => void): {
  /** Takes in a KubeadmControlPlane as it comes from the server. */
  learn(object: unknown): void;
  complete(cluster: ClusterObservation): ClusterObservation;
  forget(clusterUid: string): void;
} {
  const known = new Map<string, Versions>();
  const lacking = new Map<string, ClusterObservation>();

  function fill(cluster: ClusterObservation): ClusterObservation {
    const versions = known.get(`${cluster.namespace}/${cluster.name}`);
    return {
      ...cluster,
      controlPlaneVersion: cluster.controlPlaneVersion ?? versions?.running ?? null,
      desiredVersion: cluster.desiredVersion ?? versions?.wanted ?? null,
    };
  }

  return {
    learn(object) {
      const parsed = controlPlaneWire.safeParse(object);
      if (!parsed.success) return;
      const { metadata, spec, status } = parsed.data;
      const key = `${metadata.namespace}/${clusterNameOf(metadata)}`;
      const versions = { running: lowestVersion(status.versions) ?? status.version, wanted: spec.version };
      const before = known.get(key);
      if (!before && known.size >= maxKnown) return;
      if (before?.running === versions.running && before.wanted === versions.wanted) return;
      known.set(key, versions);
      for (const cluster of lacking.values()) if (`${cluster.namespace}/${cluster.name}` === key) emit(fill(cluster));
    },
    complete(cluster) {
      if (cluster.controlPlaneVersion === null || cluster.desiredVersion === null) lacking.set(cluster.uid, cluster);
      else lacking.delete(cluster.uid);
      return fill(cluster);
    },
    forget: (clusterUid) => void lacking.delete(clusterUid),
  };
}
