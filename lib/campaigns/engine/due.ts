import type { Queryable } from '#lib/platform/db/queryable.ts';
import { movingStates } from './advance-model.ts';

/** The campaigns that a tick can move on: running ones, and stopped ones whose clusters are still in motion. */
export async function listCampaignsToTick(client: Queryable): Promise<string[]> {
  // Beside an OR, EXISTS would be answered from a scan of all targets there are; a count goes by the campaign's own.
  const { rows } = await client.query<{ id: string }>(
    `SELECT c.id FROM campaigns c
     WHERE c.state IN ('running', 'paused', 'halted')
       AND (c.state = 'running' OR (SELECT count(*) FROM campaign_targets t WHERE t.campaign_id = c.id AND t.state = ANY($1)) > 0)
     ORDER BY c.started_at, c.id`,
    [movingStates],
  );
  return rows.map(({ id }) => id);
}
