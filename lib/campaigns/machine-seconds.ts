import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { CampaignKind, PlannedTarget } from './model.ts';

/** What earlier campaigns took on one cluster: the median of seconds a machine over the last few of them. */
export type MachineSeconds = { secondsPerMachine: number; campaigns: number };

const lastCampaigns = 5;

/**
 * How long a machine of each of these clusters took in earlier campaigns of this kind, in one statement; a cluster
 * without any is missing. Only what went through at the first attempt counts, each step from its request to its end.
 */
export async function readMachineSeconds(db: Queryable, kind: CampaignKind, clusterIds: readonly string[]): Promise<Map<string, MachineSeconds>> {
  const { rows } = await db.query<MachineSeconds & { clusterId: string }>(
    `SELECT w.id AS "clusterId", percentile_cont(0.5) WITHIN GROUP (ORDER BY e.seconds / e.machines) AS "secondsPerMachine", count(*)::int AS campaigns
     FROM unnest($1::uuid[]) AS w(id) CROSS JOIN LATERAL (
       SELECT (SELECT sum(extract(epoch FROM (i ->> 'doneAt')::timestamptz - (i ->> 'requestedAt')::timestamptz))::float8 FROM jsonb_array_elements(t.intents) AS i) AS seconds,
         (SELECT sum(jsonb_array_length(s -> 'machines')) FROM jsonb_array_elements(c.plan -> 'targets' -> t.ordinal -> 'steps') AS s)::float8 AS machines
       FROM campaign_targets t JOIN campaigns c ON c.id = t.campaign_id
       WHERE t.cluster_id = w.id AND t.state = 'succeeded' AND t.attempts = 1 AND c.kind = $2
       ORDER BY t.finished_at DESC LIMIT ${lastCampaigns}) AS e
     WHERE e.machines > 0 AND e.seconds > 0
     GROUP BY w.id`,
    [clusterIds, kind],
  );
  return new Map(rows.map(({ clusterId, ...known }) => [clusterId, known]));
}

/** The targets with what earlier campaigns took in place of a rule of thumb, wherever that is known. */
export function withMachineSeconds(targets: readonly PlannedTarget[], known: ReadonlyMap<string, MachineSeconds>): PlannedTarget[] {
  return targets.map((target) => {
    const seen = known.get(target.clusterId);
    const machines = target.steps.reduce((sum, step) => sum + step.machines.length, 0);
    return seen && machines > 0 ? { ...target, expectedSeconds: Math.max(1, Math.round(machines * seen.secondsPerMachine)), estimatedFrom: seen.campaigns } : target;
  });
}
