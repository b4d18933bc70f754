import type { Database } from '#lib/platform/db/database.ts';
import type { CampaignKind, CampaignPlan } from '../model.ts';
import type { ActuatorOf } from '../ports.ts';
import type { CampaignKindDefinition } from './kind.ts';

/** What ticking needs, for the turn of one worker. */
export type TickContext = {
  db: Database;
  kinds: ReadonlyMap<CampaignKind, CampaignKindDefinition>;
  actuatorOf: ActuatorOf;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  now(): Date;
  /** A number in [0, 1), for backoff. */
  random(): number;
  /** Until then what cannot be seen is waited for. */
  patienceUntil: Date;
  /** How long a call may take; one that does not heed its time is given up on. */
  callTimeoutMs: number;
  /** Plans already read, by campaign; a plan never changes. */
  plans: Map<string, CampaignPlan>;
  signal: AbortSignal;
};
