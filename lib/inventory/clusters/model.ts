/** How a cluster came to be; only `cluster-api` clusters can be acted on. */
export const clusterManagers = ['cluster-api', 'none'] as const;
export type ClusterManager = (typeof clusterManagers)[number];

/** A cluster as observed: a Cluster API `Cluster`, or a cluster reached directly by kubeconfig. */
export type ClusterObservation = {
  uid: string;
  namespace: string | null;
  name: string;
  managedBy: ClusterManager;
  apiVersion: string | null;
  labels: Record<string, string>;
  /** ClusterClass name when the cluster has a topology, else null. */
  clusterClass: string | null;
  /** Infrastructure kind, e.g. `DockerCluster`, `DevCluster`, `AWSCluster`. */
  infrastructureKind: string | null;
  desiredVersion: string | null;
  controlPlaneVersion: string | null;
  phase: string | null;
  paused: boolean;
  deletingSince: string | null;
  createdAt: string | null;
  generation: number | null;
  observedGeneration: number | null;
  conditions: Condition[];
  assignment: Assignment;
};

/** A status condition (Kubernetes API conventions, `metav1.Condition`); bounded by the source. */
export type Condition = {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string | null;
  message: string | null;
  lastTransitionAt: string | null;
};

/** Where one attribute of a cluster came from; `value` null is *unassigned*. */
export type Assigned = { value: string | null; rule: string };
/** Environment, region and team of a cluster, each with the rule that decided it. */
export type Assignment = { environment: Assigned; region: Assigned; team: Assigned };

/** Label keys by attribute, tried in order. */
export type AssignmentRules = { environment: readonly string[]; region: readonly string[]; team: readonly string[] };
/** What a source's clusters get where no label says anything. */
export type AssignmentDefaults = { environment?: string | null; region?: string | null; team?: string | null };

/**
 * Decides environment, region and team: the first label key that is present wins, then the source's
 * default, else unassigned. `rule` says which one matched, in words for a person.
 */
export function assignCluster(
  labels: Record<string, string>,
  rules: AssignmentRules,
  defaults: AssignmentDefaults,
): Assignment {
  const assign = (keys: readonly string[], fallback: string | null | undefined): Assigned => {
    const key = keys.find((candidate) => Object.hasOwn(labels, candidate) && labels[candidate] !== '');
    if (key !== undefined) return { value: labels[key]!, rule: `label ${key}` };
    if (fallback) return { value: fallback, rule: 'default of the source' };
    return { value: null, rule: 'no label or default matched' };
  };
  return {
    environment: assign(rules.environment, defaults.environment),
    region: assign(rules.region, defaults.region),
    team: assign(rules.team, defaults.team),
  };
}

/** How current a row is: `fresh` within its scope's interval, `stale` beyond it, `unknown` when never observed. */
export const freshnessStates = ['fresh', 'stale', 'unknown'] as const;
export type FreshnessState = (typeof freshnessStates)[number];

/** Support of a Kubernetes minor on a given day. */
export const supportStates = ['supported', 'maintenance', 'ended', 'unknown'] as const;
export type SupportState = (typeof supportStates)[number];
/** Days of support left at which a version asks for attention. */
export const supportNoticeDays = 30;
