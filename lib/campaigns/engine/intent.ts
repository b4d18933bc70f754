import type { StoredTargetState } from '../model.ts';

/**
 * One thing that was asked of the world, committed before the call that asks it. A step has at most
 * one, and its `after` never changes: asking again asks for the same. Instants are ISO 8601.
 */
export type Intent = {
  step: number;
  /** Machines created before this are to be replaced; whole seconds, RFC 3339. */
  after: string;
  requestedAt: string;
  /** When the last call was begun; null while none has certainly been made. */
  sentAt: string | null;
  /** Calls begun so far. */
  sends: number;
  /** When the world was known to have the value: the call's answer, or read from observed rows. */
  acknowledgedAt: string | null;
  doneAt: string | null;
  /** Why the last call failed; null when it did not. */
  error: string | null;
  /** When to call again after a failure. */
  retryAt: string | null;
  /** Since when the timeout counts; a person's resume starts it anew. */
  watchedFrom: string;
};

/** A target as stored, its instants as dates. */
export type StoredTarget = {
  id: string;
  ordinal: number;
  clusterId: string;
  clusterName: string;
  state: StoredTargetState;
  reason: string | null;
  step: number;
  intents: Intent[];
  /** Distinct observations in a row that showed the current step done. */
  observations: number;
  /** `observed_at` of the last observation that was counted. */
  observedAt: Date | null;
  /** How often the target was taken up. */
  attempts: number;
  /** When it was last taken up or resumed by a person; for a while from then on, what cannot be seen is waited for. */
  takenUpAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
};

/** The intent of the target's current step, if it has been asked. */
export function currentIntent(target: Pick<StoredTarget, 'step' | 'intents'>): Intent | null {
  return target.intents.find((intent) => intent.step === target.step) ?? null;
}
