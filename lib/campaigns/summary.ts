import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { CampaignKind, CampaignState, StoredTargetState } from './model.ts';
import { movingStates } from './engine/advance-model.ts';

/** A campaign in a list. Instants are ISO 8601. */
export type CampaignSummaryRow = {
  id: string;
  kind: CampaignKind;
  name: string;
  state: CampaignState;
  stateReason: string | null;
  /** Name of who made it. */
  createdBy: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  targets: TargetCounts;
};

/** How many targets are in which state; of the `skipped` an abort left `notStarted` untouched and `partWay` half done, persons took out the others. */
export type TargetCounts = { total: number; succeeded: number; moving: number; failed: number; blocked: number; waiting: number; skipped: number; notStarted: number; partWay: number };

type Row = Omit<CampaignSummaryRow, 'targets' | 'createdAt' | 'startedAt' | 'finishedAt'> & {
  createdAt: Date; startedAt: Date | null; finishedAt: Date | null; counts: { state: StoredTargetState; count: number }[] | null;
};

/** Reads campaigns with their targets counted. `where` is SQL over `c` with `values`, written here and never by a client. */
export async function readSummaries(client: Queryable, where: string, values: readonly unknown[], limit: number): Promise<CampaignSummaryRow[]> {
  const { rows } = await client.query<Row>(
    `SELECT c.id, c.kind, c.name, c.state, c.state_reason AS "stateReason", c.created_by_name AS "createdBy", c.created_at AS "createdAt",
       c.started_at AS "startedAt", c.finished_at AS "finishedAt", t.counts
     FROM (SELECT * FROM campaigns c WHERE ${where} ORDER BY c.created_at DESC, c.id DESC LIMIT ${limit}) c
     LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('state', s.state, 'count', s.count)) AS counts
       FROM (SELECT state, count(*)::int AS count FROM campaign_targets WHERE campaign_id = c.id GROUP BY state) s) t ON true
     ORDER BY c.created_at DESC, c.id DESC`,
    [...values],
  );
  return rows.map(({ counts, createdAt, startedAt, finishedAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: finishedAt?.toISOString() ?? null,
    targets: countTargets(counts ?? []),
  }));
}

function countTargets(counts: readonly { state: StoredTargetState; count: number }[]): TargetCounts {
  const sum = (...states: readonly StoredTargetState[]) => counts.reduce((total, { state, count }) => total + (states.includes(state) ? count : 0), 0);
  return {
    total: counts.reduce((total, { count }) => total + count, 0),
    succeeded: sum('succeeded'), moving: sum(...movingStates), failed: sum('failed'), blocked: sum('blocked'), waiting: sum('pending'),
    skipped: sum('skipped', 'not-started', 'part-way'), notStarted: sum('not-started'), partWay: sum('part-way'),
  };
}
