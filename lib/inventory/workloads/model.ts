/** A `Namespace`. */
export type NamespaceObservation = {
  uid: string;
  name: string;
  labels: Record<string, string>;
  createdAt: string | null;
  deletingSince: string | null;
};

/** Kinds of `apps/v1` that own pods for people. */
export type WorkloadKind = 'Deployment' | 'StatefulSet' | 'DaemonSet';

/** A workload owner: what people deploy. */
export type WorkloadObservation = {
  uid: string;
  kind: WorkloadKind;
  namespace: string;
  name: string;
  labels: Record<string, string>;
  desiredReplicas: number | null;
  readyReplicas: number | null;
  images: string[];
  createdAt: string | null;
};

/** One container of a pod; `imageId` is as the node reports it (domain: may be an index, manifest or config digest). */
export type ContainerObservation = { name: string; image: string; imageId: string | null; ready: boolean };

/** A `Pod`; `ownerKind`/`ownerName` name the workload that it resolves to, as far as is known. */
export type PodObservation = {
  uid: string;
  namespace: string;
  name: string;
  nodeName: string | null;
  phase: string;
  ready: boolean;
  ownerKind: string | null;
  ownerName: string | null;
  serviceAccount: string | null;
  containers: ContainerObservation[];
  createdAt: string | null;
  deletingSince: string | null;
};

/** A `policy/v1` PodDisruptionBudget. */
export type DisruptionBudgetObservation = {
  uid: string;
  namespace: string;
  name: string;
  minAvailable: string | null;
  maxUnavailable: string | null;
  selector: Record<string, unknown>;
  disruptionsAllowed: number | null;
  currentHealthy: number | null;
  desiredHealthy: number | null;
  expectedPods: number | null;
  generation: number | null;
  observedGeneration: number | null;
  createdAt: string | null;
};

/** Why a budget lets no pod go: `never` blocks every drain, `now` until pods recover, `unknown` when its status lags. */
export type BudgetVerdict = 'allows' | 'never' | 'now' | 'unknown';

/**
 * Whether a budget blocks a drain (kubernetes/api policy/v1 types; a budget whose status lags its
 * generation is not believed). It never allows one when all expected pods must stay healthy.
 */
export function judgeBudget(budget: DisruptionBudgetObservation): BudgetVerdict {
  const { disruptionsAllowed, desiredHealthy, expectedPods, generation, observedGeneration } = budget;
  if (disruptionsAllowed === null || (generation !== null && observedGeneration !== null && observedGeneration < generation)) {
    return 'unknown';
  }
  if (disruptionsAllowed > 0 || expectedPods === 0) return 'allows';
  return desiredHealthy !== null && expectedPods !== null && desiredHealthy >= expectedPods ? 'never' : 'now';
}
