import type { Queryable } from '#lib/platform/db/queryable.ts';
import { movingStates } from './advance-model.ts';

/** The campaigns that a tick can move on: running ones, and stopped ones whose clusters are still in motion. */
export async function listCampaignsToTick(client: Queryable): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM campaigns c
     WHERE c.state = 'running' OR (c.state IN ('paused', 'halted')
       AND EXISTS (SELECT FROM campaign_targets t WHERE t.campaign_id = c.id AND t.state = ANY($1)))
     ORDER BY c.started_at, c.id`,
    [movingStates],
  );
  return rows.map(({ id }) => id);
}
