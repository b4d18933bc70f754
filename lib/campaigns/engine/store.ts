import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { StoredTarget } from './intent.ts';
import type { CampaignKind, CampaignPlan, CampaignState, CampaignStrategy } from '../model.ts';

/** A campaign as stored, without its plan, which may be large. */
export type StoredCampaign = {
  id: string;
  kind: CampaignKind;
  name: string;
  state: CampaignState;
  strategy: CampaignStrategy;
  planHash: string;
  /** When the plan was made of the world as it was seen then. */
  plannedAt: Date;
};

const campaignColumns = `id, kind, name, state, strategy, plan_hash AS "planHash", created_at AS "plannedAt"`;

/**
 * Reads a campaign and locks its row to the end of the transaction. `wait` waits for whoever holds it,
 * `skip` gives null then, as it does when there is no such campaign.
 */
export async function lockCampaign(client: Queryable, id: string, whenHeld: 'wait' | 'skip'): Promise<StoredCampaign | null> {
  const { rows } = await client.query<StoredCampaign>(`SELECT ${campaignColumns} FROM campaigns WHERE id = $1 FOR UPDATE${whenHeld === 'skip' ? ' SKIP LOCKED' : ''}`, [id]);
  return rows[0] ?? null;
}

/** The plan as stored; it never changes after the campaign was made. */
export async function readPlan(client: Queryable, id: string): Promise<CampaignPlan> {
  const { rows } = await client.query<{ plan: CampaignPlan }>('SELECT plan FROM campaigns WHERE id = $1', [id]);
  if (!rows[0]) throw new Error(`campaign ${id} has gone while it was being read`);
  return rows[0].plan;
}

/** All targets of a campaign by ordinal. */
export async function readTargets(client: Queryable, campaignId: string): Promise<StoredTarget[]> {
  const { rows } = await client.query<StoredTarget>(
    `SELECT id, ordinal, cluster_id AS "clusterId", cluster_name AS "clusterName", state, reason, step, intents, observations,
       observed_at AS "observedAt", attempts, taken_up_at AS "takenUpAt", started_at AS "startedAt", finished_at AS "finishedAt"
     FROM campaign_targets WHERE campaign_id = $1 ORDER BY ordinal`,
    [campaignId],
  );
  return rows;
}

/** Writes targets back whole, in one statement. */
export async function writeTargets(client: Queryable, targets: readonly StoredTarget[]): Promise<void> {
  if (targets.length === 0) return;
  await client.query(
    `UPDATE campaign_targets t SET state = r.state, reason = r.reason, step = r.step, intents = r.intents, observations = r.observations,
       observed_at = r."observedAt", attempts = r.attempts, taken_up_at = r."takenUpAt", started_at = r."startedAt", finished_at = r."finishedAt"
     FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, state text, reason text, step int, intents jsonb, observations int,
       "observedAt" timestamptz, attempts int, "takenUpAt" timestamptz, "startedAt" timestamptz, "finishedAt" timestamptz)
     WHERE t.id = r.id`,
    [JSON.stringify(targets)],
  );
}
