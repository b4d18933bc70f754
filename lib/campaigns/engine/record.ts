import { appendAudit } from '#lib/audit/append.ts';
import type { AuditActor, AuditEntry } from '#lib/audit/model.ts';
import { publishHint } from '#lib/live/hints.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { StoredTarget } from './intent.ts';
import type { CampaignState } from '../model.ts';
import type { CampaignEventDraft } from './advance-model.ts';
import { writeTargets } from './store.ts';

/** What one transaction changes in a campaign; all of it or nothing. */
export type CampaignRecord = {
  campaign: { state: CampaignState; reason: string | null; started?: boolean; finished?: boolean } | null;
  targets: readonly StoredTarget[];
  events: readonly CampaignEventDraft[];
  audit: readonly Pick<AuditEntry, 'action' | 'reason' | 'data' | 'requestId'>[];
};

/** Who acts when no person does. */
export const engineActor: AuditActor = { kind: 'system', id: 'campaigns', name: 'Tarmac' };

/**
 * Writes changed rows, events, the hint for open pages and, last because it makes other writers wait,
 * the audit records. Runs in the caller's transaction, which holds the campaign's row. Writes nothing when nothing changed.
 */
export async function record(client: Queryable, { id, name }: { id: string; name: string }, actor: AuditActor, change: CampaignRecord, now: Date): Promise<void> {
  const { campaign, targets, events, audit } = change;
  if (!campaign && targets.length === 0 && events.length === 0 && audit.length === 0) return;
  await writeTargets(client, targets);
  if (campaign) {
    await client.query(
      `UPDATE campaigns SET state = $2, state_reason = $3, changed_at = $4,
         started_at = CASE WHEN $5 THEN coalesce(started_at, $4) ELSE started_at END,
         finished_at = CASE WHEN $6 THEN $4 END
       WHERE id = $1`,
      [id, campaign.state, campaign.reason, now, campaign.started ?? false, campaign.finished ?? false],
    );
  } else {
    await client.query('UPDATE campaigns SET changed_at = $2 WHERE id = $1', [id, now]);
  }
  if (events.length > 0) {
    await client.query(
      `INSERT INTO campaign_events (campaign_id, target_id, at, tone, code, message, data)
       SELECT $1, (e ->> 'targetId')::uuid, $3, e ->> 'tone', e ->> 'code', e ->> 'message', coalesce(e -> 'data', '{}')
       FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS r(e, n) ORDER BY n`,
      [id, JSON.stringify(events), now],
    );
  }
  await publishHint(client, { noun: 'campaign', objectIds: [id] });
  for (const entry of audit) await appendAudit(client, { actor, objectType: 'campaign', objectId: id, objectName: name, ...entry });
}
