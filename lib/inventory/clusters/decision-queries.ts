import sql from 'sql-template-tag';
import { dayMs } from '#lib/kernel/duration.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { clusterExpressions } from './cluster-sql.ts';
import type { AsOf } from './cluster-sql.ts';
import type { Decision } from './overview-model.ts';

type Kind = 'stuck' | 'never-seen' | 'unseen' | 'blocked' | 'ending';
type DecisionRow = { kind: Kind; id: string | null; name: string; detail: string | null; clusters: number; n: number };

const soonDays = 30;
const shownOfEach = 10;

/**
 * What waits for a person: stuck machines, clusters not seen lately, budgets that block every drain, and minors that
 * end within 30 days. Of each at most 10 are listed; `total` counts all.
 */
export async function listDecisions(db: Queryable, asOf: AsOf): Promise<{ items: Decision[]; total: number }> {
  const { rollout, rolloutReason, freshness, observedAt, tables } = clusterExpressions(asOf);
  const soon = new Date(asOf.now.getTime() + soonDays * dayMs).toISOString().slice(0, 10);
  const today = asOf.now.toISOString().slice(0, 10);
  const ending = asOf.settings.calendar.minors.filter(({ endOfLife }) => endOfLife >= today && endOfLife <= soon);
  const { rows } = await db.query<DecisionRow>(sql`
    WITH base AS MATERIALIZED (
      SELECT c.id, c.name, c.minor, ${rollout} AS rollout, ${rolloutReason} AS reason, ${freshness} AS freshness, ${observedAt} AS observed_at, r.blocked_budgets AS blocked,
        coalesce(CASE WHEN ns.state = 'failing' THEN ns.error END, CASE WHEN ms.state = 'failing' THEN ms.error END) AS error
      FROM ${tables}
    ), found AS (
      SELECT 'stuck' AS kind, id, name, reason AS detail, 1 AS clusters FROM base WHERE rollout = 'stuck'
      UNION ALL SELECT CASE WHEN observed_at IS NULL THEN 'never-seen' ELSE 'unseen' END, id, name, error, 1 FROM base WHERE freshness <> 'fresh'
      UNION ALL SELECT 'blocked', id, name, CASE WHEN blocked = 1 THEN '1 disruption budget there never allows an eviction.' ELSE format('%s disruption budgets there never allow an eviction.', blocked) END, 1 FROM base WHERE blocked > 0 AND freshness = 'fresh'
      UNION ALL SELECT 'ending', NULL, e.minor, e.ends, count(*)::int FROM base JOIN unnest(${ending.map(({ minor }) => minor)}::text[], ${ending.map(({ endOfLife }) => endOfLife)}::text[]) AS e(minor, ends) ON e.minor = base.minor GROUP BY e.minor, e.ends
    )
    SELECT kind, id, name, detail, clusters, n FROM (
      SELECT *, count(*) OVER (PARTITION BY kind)::int AS n, row_number() OVER (PARTITION BY kind ORDER BY name, id) AS place FROM found
    ) f WHERE place <= ${shownOfEach} ORDER BY array_position(ARRAY['stuck', 'never-seen', 'unseen', 'blocked', 'ending'], kind), name`);
  const totals = new Map(rows.map(({ kind, n }) => [kind, n]));
  return { items: rows.map(toDecision), total: [...totals.values()].reduce((sum, n) => sum + n, 0) };
}

function toDecision({ kind, id, name, detail, clusters }: DecisionRow): Decision {
  const open = { label: 'Open cluster', href: `/clusters/${id}` };
  switch (kind) {
    case 'stuck':
      return { id: `stuck-${id}`, tone: 'failing', title: `The rollout of ${name} is stuck`, detail, action: open };
    case 'unseen':
      return { id: `unseen-${id}`, tone: 'unknown', title: `${name} has not been seen lately`, detail, action: open };
    case 'never-seen':
      return { id: `unseen-${id}`, tone: 'unknown', title: `${name} has never been seen from inside`, detail, action: open };
    case 'blocked':
      return { id: `blocked-${id}`, tone: 'attention', title: `A repave of ${name} would be blocked`, detail, action: open };
    case 'ending':
      return {
        id: `ending-${name}`, tone: 'attention', title: `Support of Kubernetes ${name} ends on ${detail}`,
        detail: clusters === 1 ? '1 cluster runs it.' : `${clusters} clusters run it.`, action: { label: 'Show clusters', href: `/clusters?version=${name}` },
      };
  }
}
