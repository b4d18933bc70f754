import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { Intent } from './intent.ts';
import type { CampaignKind, PlannedTarget } from '../model.ts';
import type { ActuatorOf } from '../ports.ts';
import type { TargetMachineProgress } from './progress-model.ts';

/** Why a target cannot be seen, for a person who finds it halted, and what would have to come for it to be seen. */
export type Unseen = {
  reason: string;
  /** What is awaited, to be read after "waits for": `Machines to be listed again, last seen 40 s ago`. */
  awaits: string;
  /** How long it is worth waiting for, counted from when the target was taken up or resumed. */
  patienceMs: number;
};

/** What a look at a target rests on. Instants are ISO 8601. */
export type Sight = {
  /** When what was read was last known current; null when it never was. */
  observedAt: string | null;
  /** Why the target cannot be seen now; null when the data is fresh. */
  unseen: Unseen | null;
};

/** What stands in the way of asking for the next step; nothing does when `obstacles` is empty. */
export type Preflight = Sight & {
  /** Each a sentence for the person on call: a blocker, or how the world differs from the plan. */
  obstacles: string[];
  /** No value before this may be asked for; null when any will do. */
  notBefore: string | null;
};

/** What the world says about a step that has been asked for. */
export type Observation = Sight & {
  /** What a person must clear before the target can go on; null when nothing does. */
  obstacle: string | null;
  /** The world has the value that was asked for. */
  acknowledged: boolean;
  done: boolean;
  /** Where it stands, in words. */
  reason: string;
};

/** What a target's machines are doing, for people. */
export type Progress = { replaced: number; machines: TargetMachineProgress[] };

/**
 * What one kind of campaign knows and the engine does not. All but `readSnapshots` and `act` are
 * pure: same snapshot, same answer.
 */
export interface CampaignKindDefinition<Snapshot = unknown> {
  kind: CampaignKind;
  /** What is stored of these clusters, in a constant number of statements; unknown ones are missing. */
  readSnapshots(db: Queryable, clusterIds: readonly string[], now: Date): Promise<Map<string, Snapshot>>;
  /** One target per cluster id, in the order in which they should be taken. */
  plan(clusterIds: readonly string[], snapshots: ReadonlyMap<string, Snapshot>, now: Date): PlannedTarget[];
  /** How a plan made now differs from the stored one in what matters; empty when it does not. */
  compare(stored: PlannedTarget, fresh: PlannedTarget): string[];
  /** Whether step `step` of a plan made at `plannedAt` may be asked for now. */
  preflight(planned: PlannedTarget, turn: { step: number; plannedAt: Date }, snapshot: Snapshot | undefined, now: Date): Preflight;
  observe(planned: PlannedTarget, intent: Intent, snapshot: Snapshot | undefined, now: Date): Observation;
  /** Asks the world for the intent's value. Idempotent; throws AppError<ActuatorErrorCode>. */
  act(planned: PlannedTarget, intent: Intent, actuatorOf: ActuatorOf, signal: AbortSignal): Promise<void>;
  /** A step as people call it, for events: `control plane prod-1`. */
  titleOf(planned: PlannedTarget, step: number): string;
  /** `outcome` is null until the target is done or left for good. */
  progress(planned: PlannedTarget, target: { step: number; intents: Intent[]; outcome: 'done' | 'left' | null }, snapshot: Snapshot | undefined, now: Date): Progress;
}
