import type { ClusterObservation, Condition } from './model.ts';

/** What a condition is judged by. */
type Judged = Pick<Condition, 'type' | 'status'>;
/** The one condition that says most about a cluster: the worst of those that are not as they should be. */
export type WorstCondition = Judged;

/** How a condition stands, worst first. */
const conditionVerdicts = ['wrong', 'unknown', 'moving', 'good'] as const;
export type ConditionVerdict = (typeof conditionVerdicts)[number];

/** Conditions of Cluster API that are good news when False (cluster-api, api/core/v1beta2: negative polarity). */
const badWhenTrue = new Set(['Paused', 'Deleting', 'RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating', 'HasReplicaFailure']);
const inMotion = new Set(['RollingOut', 'ScalingUp', 'ScalingDown', 'Remediating', 'Deleting']);

/** Judges one condition; Unknown is never good. */
export function judgeCondition({ type, status }: Judged): ConditionVerdict {
  if (status === 'Unknown') return 'unknown';
  if ((status === 'True') !== badWhenTrue.has(type)) return 'good';
  return inMotion.has(type) ? 'moving' : 'wrong';
}

/** Orders conditions with what is wrong first, then by type. */
export function compareConditions(a: Judged, b: Judged): number {
  return conditionVerdicts.indexOf(judgeCondition(a)) - conditionVerdicts.indexOf(judgeCondition(b)) || a.type.localeCompare(b.type);
}

/**
 * The worst condition of a cluster, null when all are as they should be. Of a Cluster API cluster that reports none at all it
 * is `Available`, not known: a condition that is absent reads as Unknown (Kubernetes API conventions, "Typical status properties").
 */
export function worstCondition({ managedBy, conditions }: Pick<ClusterObservation, 'managedBy' | 'conditions'>): WorstCondition | null {
  if (conditions.length === 0) return managedBy === 'cluster-api' ? { type: 'Available', status: 'Unknown' } : null;
  const [worst] = conditions.filter((condition) => judgeCondition(condition) !== 'good').toSorted(compareConditions);
  return worst ? { type: worst.type, status: worst.status } : null;
}
