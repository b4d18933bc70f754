import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import { clusterNameOf, lowestVersion } from './map.ts';
import { controlPlaneWire } from './wire.ts';

type Versions = { running: string | null; wanted: string | null };

/** What is known under one namespace and name: the Cluster there, itself as long as it lacks a version, and its control plane's versions. */
type Known = { uid: string | null; lacking: ClusterObservation | null; versions: Versions | null };

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
  /** Clusters are about to be listed: none is emitted again before it was completed anew. */
  listAnew(): void;
  /** A Cluster has gone, and what its control plane said with it. */
  forget(clusterUid: string): void;
  /** These are all Clusters there are; what is known of any other is forgotten. */
  keepOnly(clusterUids: ReadonlySet<string>): void;
} {
  const known = new Map<string, Known>();
  const keys = new Map<string, string>();

  return {
    learn(object) {
      const parsed = controlPlaneWire.safeParse(object);
      if (!parsed.success) return;
      const { metadata, spec, status } = parsed.data;
      const key = `${metadata.namespace}/${clusterNameOf(metadata)}`;
      const entry = known.get(key);
      if (!entry && known.size >= maxKnown) return;
      const versions = { running: lowestVersion(status.versions) ?? status.version, wanted: spec.version };
      if (entry?.versions?.running === versions.running && entry.versions.wanted === versions.wanted) return;
      known.set(key, { uid: null, lacking: null, ...entry, versions });
      if (entry?.lacking) emit(fill(entry.lacking, versions));
    },
    complete(cluster) {
      const key = `${cluster.namespace}/${cluster.name}`;
      const lacks = cluster.controlPlaneVersion === null || cluster.desiredVersion === null;
      const versions = known.get(key)?.versions ?? null;
      known.set(key, { uid: cluster.uid, lacking: lacks ? cluster : null, versions });
      keys.set(cluster.uid, key);
      return fill(cluster, versions);
    },
    listAnew() {
      for (const entry of known.values()) entry.lacking = null;
    },
    forget,
    keepOnly(clusterUids) {
      for (const uid of keys.keys()) if (!clusterUids.has(uid)) forget(uid);
      for (const [key, { uid }] of known) if (uid === null) known.delete(key);
    },
  };

  function forget(clusterUid: string): void {
    const key = keys.get(clusterUid);
    keys.delete(clusterUid);
    // Another Cluster may have come under the same name.
    if (key !== undefined && known.get(key)?.uid === clusterUid) known.delete(key);
  }
}

function fill(cluster: ClusterObservation, versions: Versions | null): ClusterObservation {
  return {
    ...cluster,
    controlPlaneVersion: cluster.controlPlaneVersion ?? versions?.running ?? null,
    desiredVersion: cluster.desiredVersion ?? versions?.wanted ?? null,
  };
}
