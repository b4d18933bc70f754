import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { CampaignState } from './model.ts';

/** Campaigns whose names contain `q` in any case, newest first, for the palette. */
export async function searchCampaignNames(db: Queryable, q: string, limit: number): Promise<{ id: string; name: string; state: CampaignState }[]> {
  const { rows } = await db.query<{ id: string; name: string; state: CampaignState }>(
    'SELECT id, name, state FROM campaigns WHERE strpos(lower(name), lower($1)) > 0 ORDER BY created_at DESC, id DESC LIMIT $2', [q, limit],
  );
  return rows;
}
