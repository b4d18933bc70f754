import { AppError } from '#lib/kernel/app-error.ts';

/** Why a command on a campaign was refused. */
export type CampaignErrorCode =
  | 'not-found'
  | 'unknown-kind'
  | 'wrong-state'
  | 'plan-changed'
  | 'nothing-to-do'
  | 'cluster-busy';

/** A refusal of this room; its message can be shown to whoever asked. Nothing was changed. */
export class CampaignError extends AppError<CampaignErrorCode> {}
