import type { AuditEntry } from '#lib/audit/model.ts';
import type { Intent, StoredTarget } from './intent.ts';
import type { CampaignState, CampaignStrategy, PlannedTarget } from '../model.ts';
import type { Observation, Preflight } from './kind.ts';

/** What is known of one target at this tick: an observation once its step may have been sent, before that what the checks before a call say. */
export type Look = { preflight?: Preflight; observation?: Observation };

/** Something that happened, in words for the person on call. */
export type CampaignEventDraft = {
  targetId: string | null;
  tone: 'info' | 'progress' | 'success' | 'attention' | 'failure';
  code: string;
  message: string;
  data?: Record<string, unknown>;
};

/** A call to make once everything else of the decision is committed; `intent` is as it stands before the call, which begins by putting itself on record. */
export type Call = { targetId: string; intent: Intent };

/** All that a decision is made on. */
export type AdvanceInput = {
  campaign: { state: CampaignState; strategy: CampaignStrategy };
  /** All targets, by ordinal. */
  targets: readonly StoredTarget[];
  /** The plan of a target. */
  plannedOf(target: StoredTarget): PlannedTarget;
  titleOf(planned: PlannedTarget, step: number): string;
  looks: ReadonlyMap<string, Look>;
  now: Date;
  /** Until then any target that cannot be seen is waited for: whoever looks has only just begun to. */
  patienceUntil: Date;
};

/** What to do: everything but `calls` in one transaction, then the calls, each of which asks once more whether it may go out. */
export type Decision = {
  /** The campaign's new state; null when it stays. */
  campaign: { state: CampaignState; reason: string | null; finished: boolean } | null;
  /** Targets that changed, with all of their new values. */
  targets: StoredTarget[];
  events: CampaignEventDraft[];
  audit: Pick<AuditEntry, 'action' | 'reason' | 'data'>[];
  calls: Call[];
};

/** States in which a target's cluster is in Tarmac's hands. */
export const movingStates = ['preflight', 'acting', 'converging', 'soaking'] as const;

/** Whether the target's cluster is in Tarmac's hands. */
export function isMoving({ state }: Pick<StoredTarget, 'state'>): boolean {
  return (movingStates as readonly string[]).includes(state);
}
