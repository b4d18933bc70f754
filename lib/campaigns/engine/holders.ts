import type { Queryable } from '#lib/platform/db/queryable.ts';

/** The campaign that has a cluster in its hands. */
export type Holder = { name: string; state: string };

/**
 * For each of these clusters the campaign, other than `exceptCampaignId`, that has it in its hands: an
 * active one (running, paused or halted) with a target on it that has not ended well or been skipped.
 * A cluster that two sources show is one cluster.
 */
export async function findHolders(client: Queryable, clusterIds: readonly string[], exceptCampaignId: string | null): Promise<Map<string, Holder>> {
  if (clusterIds.length === 0) return new Map();
  const { rows } = await client.query<Holder & { clusterId: string }>(
    `WITH wanted AS (SELECT w.id, c.uid FROM unnest($1::uuid[]) AS w(id) LEFT JOIN clusters c ON c.id = w.id),
     same AS (SELECT w.id AS wanted, w.id FROM wanted w UNION SELECT w.id, c.id FROM wanted w JOIN clusters c ON c.uid = w.uid)
     SELECT DISTINCT ON (s.wanted) s.wanted AS "clusterId", k.name, k.state
     FROM same s JOIN campaign_targets t ON t.cluster_id = s.id JOIN campaigns k ON k.id = t.campaign_id
     WHERE k.state IN ('running', 'paused', 'halted') AND t.state NOT IN ('succeeded', 'skipped') AND ($2::uuid IS NULL OR k.id <> $2::uuid)
     ORDER BY s.wanted, k.started_at`,
    [clusterIds, exceptCampaignId],
  );
  return new Map(rows.map(({ clusterId, ...holder }) => [clusterId, holder]));
}
