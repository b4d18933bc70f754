import type { Queryable } from '#lib/platform/db/queryable.ts';

/** How many campaigns, or targets of campaigns that are under way, are in a state. */
export type StateCount = { of: 'campaign' | 'target'; kind: string; state: string; count: number };

/** Counts for monitoring, in one statement. */
export async function countCampaignStates(db: Queryable): Promise<StateCount[]> {
  const { rows } = await db.query<StateCount>(
    `SELECT 'campaign' AS of, kind, state, count(*)::int AS count FROM campaigns GROUP BY kind, state
     UNION ALL
     SELECT 'target', c.kind, t.state, count(*)::int FROM campaign_targets t JOIN campaigns c ON c.id = t.campaign_id
       WHERE c.state IN ('running', 'paused', 'halted') GROUP BY c.kind, t.state`,
  );
  return rows;
}
