import { type Condition, type ConditionStatus, timestamp } from '../model/kube-object.ts';

/** A condition as a controller wants it; when it last changed is worked out. */
export type Wanted = readonly [type: string, status: ConditionStatus | boolean, reason: string, message?: string];

/** Conditions as wanted, in that order, each with the time at which its status last changed. */
export function setConditions(
  previous: readonly Condition[],
  wanted: readonly Wanted[],
  generation: number,
  now: number,
): Condition[] {
  return wanted.map(([type, value, reason, message = '']): Condition => {
    const status: ConditionStatus = typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
    const before = previous.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : timestamp(now);
    return { type, status, observedGeneration: generation, lastTransitionTime, reason, message };
  });
}

/** The status of one condition; null when it is not there. */
export function statusOf(conditions: readonly Condition[], type: string): ConditionStatus | null {
  return conditions.find((condition) => condition.type === type)?.status ?? null;
}

export function isTrue(conditions: readonly Condition[], type: string): boolean {
  return statusOf(conditions, type) === 'True';
}
