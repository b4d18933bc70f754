import type { z } from 'zod';
import type { Noun, Observations } from '../contract.ts';
import { mapBudget, mapNamespace, mapNode, mapPod, mapWorkload } from './map.ts';
import { budgetWire, namespaceWire, nodeWire, podWire, workloadWire } from './wire.ts';
import type { WireMetadata } from './wire-fields.ts';

/** One kind that is observed in a workload cluster. */
export type WorkloadKindEntry<N extends Noun = Noun> = {
  kind: string;
  noun: N;
  /** API path of group and version. */
  api: string;
  resource: string;
  namespaced: boolean;
  project: (clusterUid: string) => (object: unknown) => Observations[N] | null;
};

function entry<N extends Noun, W extends { metadata: WireMetadata }>(
  fields: Omit<WorkloadKindEntry<N>, 'project'>, wire: z.ZodType<W>, map: (wire: W) => Observations[N],
): WorkloadKindEntry<N> {
  return {
    ...fields,
    project: (clusterUid) => (object) => {
      const parsed = wire.safeParse(object);
      if (!parsed.success) return null;
      const { metadata } = parsed.data;
      return map(metadata.uid ? parsed.data : { ...parsed.data, metadata: { ...metadata, uid: standInUid(clusterUid, fields.kind, metadata) } });
    },
  };
}

/** Unique in a source and as long-lived as the object: what has the same name later was created later. */
function standInUid(clusterUid: string, kind: string, { namespace, name, creationTimestamp }: WireMetadata): string {
  return `${clusterUid}/${kind}/${namespace ?? ''}/${name}@${creationTimestamp ?? ''}`;
}

/** The core API, which every API server has. */
export const coreApi = '/api/v1';

/** Everything observed in a workload cluster, cheapest first. ReplicaSets are not needed, see `map.ts`. */
export const workloadKinds = [
  entry({ kind: 'Node', noun: 'node', api: coreApi, resource: 'nodes', namespaced: false }, nodeWire, mapNode),
  entry({ kind: 'Namespace', noun: 'namespace', api: coreApi, resource: 'namespaces', namespaced: false }, namespaceWire, mapNamespace),
  entry({ kind: 'PodDisruptionBudget', noun: 'disruptionBudget', api: '/apis/policy/v1', resource: 'poddisruptionbudgets', namespaced: true }, budgetWire, mapBudget),
  entry({ kind: 'Deployment', noun: 'workload', api: '/apis/apps/v1', resource: 'deployments', namespaced: true }, workloadWire, (wire) => mapWorkload('Deployment', wire)),
  entry({ kind: 'StatefulSet', noun: 'workload', api: '/apis/apps/v1', resource: 'statefulsets', namespaced: true }, workloadWire, (wire) => mapWorkload('StatefulSet', wire)),
  entry({ kind: 'DaemonSet', noun: 'workload', api: '/apis/apps/v1', resource: 'daemonsets', namespaced: true }, workloadWire, (wire) => mapWorkload('DaemonSet', wire)),
  entry({ kind: 'Pod', noun: 'pod', api: coreApi, resource: 'pods', namespaced: true }, podWire, mapPod),
] as const;
