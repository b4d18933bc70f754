import type { CampaignState } from '../model.ts';
import { isMoving } from './advance-model.ts';
import type { StoredTarget } from './intent.ts';

/** How a campaign of these targets has ended well; null while one waits, moves, failed or is blocked. */
export function endingOf(targets: readonly Pick<StoredTarget, 'state'>[]): { state: CampaignState; reason: string | null; finished: true } | null {
  if (targets.some((target) => isMoving(target) || ['pending', 'failed', 'blocked'].includes(target.state))) return null;
  const skipped = targets.filter(({ state }) => state === 'skipped').length;
  if (skipped === targets.length) return { state: 'aborted', reason: 'Every cluster was skipped: nothing is left to do.', finished: true };
  return { state: 'succeeded', reason: skipped === 0 ? null : `${skipped} of ${targets.length} clusters ${skipped === 1 ? 'was' : 'were'} skipped; the others are done.`, finished: true };
}

/** What an end says in the campaign's log. */
export function describeEnding({ state, reason }: { state: CampaignState; reason: string | null }): string {
  return reason ?? (state === 'succeeded' ? 'All clusters are done.' : 'The campaign has ended.');
}
