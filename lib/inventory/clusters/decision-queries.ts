import sql from 'sql-template-tag';
import { dayMs } from '#lib/kernel/duration.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { clusterExpressions } from './cluster-sql.ts';
import type { AsOf } from './cluster-sql.ts';
import { supportNoticeDays } from './model.ts';
import type { Decision } from './overview-model.ts';

type Kind = 'source' | 'stuck' | 'ended' | 'never-reached' | 'unseen' | 'blocked' | 'ending';
type DecisionRow = { kind: Kind; id: string | null; name: string; reason: string | null; unseen: boolean; budgets: number; clusters: number; unseenClusters: number; since: Date | null; n: number };

const shownOfEach = 10;

/**
 * What waits for a person: sources that cannot be read, stuck rollouts, minors whose support has ended, clusters not seen lately, budgets that
 * block every drain, and minors that end within 30 days. A cluster stands here once, for its strongest reason, with the others in its words. Most pressing
 * first: by severity, then by age. Of each reason at most 10 are listed; `total` counts all.
 */
export async function listDecisions(db: Queryable, asOf: AsOf): Promise<{ items: Decision[]; total: number }> {
  const { rollout, rolloutReason, freshness, observedAt, tables } = clusterExpressions(asOf);
  const soon = new Date(asOf.now.getTime() + supportNoticeDays * dayMs).toISOString().slice(0, 10);
  const today = asOf.now.toISOString().slice(0, 10);
  const ending = asOf.settings.calendar.minors.filter(({ endOfLife }) => endOfLife <= soon);
  const { rows } = await db.query<DecisionRow>(sql`
    WITH base AS MATERIALIZED (
      SELECT c.id, c.name, c.minor, c.created_at, r.stuck_after, r.oldest_node_created_at AS oldest, ${rollout} AS rollout, ${rolloutReason} AS rollout_reason,
        ${freshness} <> 'fresh' AS unseen, ${observedAt} AS observed_at, coalesce(r.blocked_budgets, 0) AS blocked,
        coalesce(CASE WHEN ns.state = 'failing' THEN ns.error END, ms.error) AS error
      FROM ${tables}
    ), judged AS (
      SELECT *, CASE WHEN rollout = 'stuck' THEN 'stuck' WHEN unseen AND observed_at IS NULL THEN 'never-reached' WHEN unseen THEN 'unseen' WHEN blocked > 0 THEN 'blocked' END AS kind FROM base
    ), found AS (
      SELECT kind, id, name, CASE kind WHEN 'stuck' THEN rollout_reason WHEN 'blocked' THEN NULL ELSE error END AS reason, unseen, CASE WHEN unseen THEN 0 ELSE blocked END AS budgets, 1 AS clusters, 0 AS unseen_clusters,
        CASE kind WHEN 'stuck' THEN stuck_after WHEN 'unseen' THEN observed_at WHEN 'never-reached' THEN created_at ELSE oldest END AS since FROM judged WHERE kind IS NOT NULL
      UNION ALL SELECT 'source', s.id, s.name, coalesce(s.problem, min(o.error)), false, 0, 0, 0, coalesce(max(o.observed_at), s.created_at)
        FROM sources s LEFT JOIN source_scopes o ON o.source_id = s.id AND o.cluster_uid = '' AND o.state = 'failing' WHERE s.problem IS NOT NULL OR o.id IS NOT NULL GROUP BY s.id
      UNION ALL SELECT CASE WHEN e.ends < ${today} THEN 'ended' ELSE 'ending' END, NULL, e.minor, e.ends, false, 0, count(*)::int, count(*) FILTER (WHERE unseen)::int, e.ends::date::timestamp AT TIME ZONE 'UTC' FROM base
        JOIN unnest(${ending.map(({ minor }) => minor)}::text[], ${ending.map(({ endOfLife }) => endOfLife)}::text[]) AS e(minor, ends) ON e.minor = base.minor GROUP BY e.minor, e.ends
    )
    SELECT kind, id, name, reason, unseen, budgets, clusters, unseen_clusters AS "unseenClusters", since, n FROM (
      SELECT *, count(*) OVER (PARTITION BY kind)::int AS n, row_number() OVER (PARTITION BY kind ORDER BY since, name, id) AS place FROM found
    ) f WHERE place <= ${shownOfEach} ORDER BY array_position(ARRAY['source', 'stuck', 'ended', 'never-reached', 'unseen', 'blocked', 'ending'], kind), place`);
  const totals = new Map(rows.map(({ kind, n }) => [kind, n]));
  return { items: rows.map(toDecision), total: [...totals.values()].reduce((sum, n) => sum + n, 0) };
}

function toDecision(row: DecisionRow): Decision {
  const { kind, id, name, reason, clusters } = row;
  const since = row.since?.toISOString() ?? null;
  const open = { label: 'Open cluster', href: `/clusters/${id}` };
  switch (kind) {
    case 'source':
      return { id: `source-${id}`, tone: 'failing', title: `Source ${name} cannot be read`, detail: reason, since, action: { label: 'Open source', href: `/settings/sources/${id}` } };
    case 'stuck':
      return { id: `stuck-${id}`, tone: 'failing', title: `The rollout of ${name} is stuck`, detail: sentences(reason, row.unseen && 'Its own API server was not seen lately either.', !/budget/i.test(reason ?? '') && budgetWords(row.budgets)), since, action: open };
    case 'unseen':
      return { id: `unseen-${id}`, tone: 'unknown', title: `${name} has not been seen lately`, detail: reason, since, action: open };
    case 'never-reached':
      return { id: `unseen-${id}`, tone: 'unknown', title: `${name} was never reached`, detail: reason, since, action: open };
    case 'blocked':
      return { id: `blocked-${id}`, tone: 'attention', title: `A repave of ${name} would be blocked`, detail: budgetWords(row.budgets), since, action: open };
    case 'ended':
    case 'ending':
      return {
        id: `${kind}-${name}`, tone: kind === 'ended' ? 'failing' : 'attention', title: `Support of Kubernetes ${name} ${kind === 'ended' ? 'ended' : 'ends'} on ${reason}`,
        detail: runnersWords(clusters - row.unseenClusters, row.unseenClusters), since, action: { label: 'Show clusters', href: `/clusters?version=${name}` },
      };
  }
}

function runnersWords(seen: number, unseen: number): string {
  const run = seen === 1 ? '1 cluster runs it' : `${seen.toLocaleString('en')} clusters run it`;
  if (unseen === 0) return `${run}.`;
  const ran = `${unseen === 1 ? '1 that was' : `${unseen.toLocaleString('en')} that were`} not seen lately ran it`;
  return seen === 0 ? `${ran.charAt(0).toUpperCase()}${ran.slice(1)}.` : `${run}, and ${ran}.`;
}

function budgetWords(budgets: number): string | null {
  if (budgets === 0) return null;
  return budgets === 1 ? '1 disruption budget there never allows an eviction.' : `${budgets} disruption budgets there never allow an eviction.`;
}

function sentences(...parts: (string | false | null)[]): string | null {
  const said = parts.filter((part): part is string => typeof part === 'string' && part !== '').map((part) => (/[.!?]$/.test(part) ? part : `${part}.`));
  return said.length > 0 ? said.join(' ') : null;
}
