import sql from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import { parseKubernetesVersion } from '#lib/kernel/kubernetes-version.ts';
import { sightings } from './cluster-sql.ts';
import type { AsOf, ClusterExpressions } from './cluster-sql.ts';
import type { Assignment, Condition, FreshnessState, SupportState } from './model.ts';
import { unassigned } from './summary-model.ts';
import type { ClusterSummary, NodeAgeState, RolloutState } from './summary-model.ts';
import { supportOf } from './support-calendar.ts';

/** A cluster with everything that its page shows beside machines and nodes. */
export type ClusterDetails = ClusterSummary & {
  apiVersion: string | null;
  clusterClass: string | null;
  infrastructureKind: string | null;
  desiredVersion: string | null;
  paused: boolean;
  deletingSince: string | null;
  createdAt: string | null;
  labels: Record<string, string>;
  assignment: Assignment;
  conditions: Condition[];
  /** `blocker` says why it cannot go there yet. */
  nextVersions: { minor: string; latestPatch: string | null; support: SupportState; blocker: string | null }[];
  /** Of the management cluster and of the cluster itself; `stale` ones were not current within their interval, `unreadable` objects of them are not stored. */
  scopes: { kind: string; noun: string; state: string; observedAt: string | null; stale: boolean; error: string | null; objectCount: number; unreadable: number }[];
};

/** What {@link summaryColumns} selects, read from JSON. */
export type ClusterRow = {
  id: string; name: string; namespace: string | null; source: string | null; managed_by: 'cluster-api' | 'none';
  environment: string | null; region: string | null; team: string | null;
  control_plane_version: string | null; minor: string | null; node_versions: ClusterSummary['nodeVersions'] | null; skew_minors: number | null;
  support: SupportState; end_of_life: string | null; nodes_total: number | null; nodes_ready: number | null; machines_total: number | null;
  os_images: ClusterSummary['osImages'] | null; oldest_node_created_at: string | null; budget_days: number; age: NodeAgeState;
  rollout: RolloutState; rollout_reason: string | null; phase: string | null; worst_condition: ClusterSummary['worstCondition']; blocked_budgets: number | null; freshness: FreshnessState; observed_at: string | null;
  also_seen_as: ClusterSummary['alsoSeenAs'] | null;
};

/** What the statement of one cluster gives beside a {@link ClusterRow}. */
export type ClusterDetailRow = ClusterRow & {
  api_version: string | null; cluster_class: string | null; infrastructure_kind: string | null; desired_version: string | null;
  paused: boolean; deleting_since: string | null; created_at: string | null; labels: Record<string, string>; conditions: Condition[];
  environment_rule: string; region_rule: string; team_rule: string; scopes: ClusterDetails['scopes'];
};

/** The columns of a {@link ClusterRow} over `tables`. */
export function summaryColumns(computed: ClusterExpressions): Sql {
  return sql`c.id, c.name, c.namespace, src.name AS source, c.managed_by, c.environment, c.region, c.team,
    c.control_plane_version, c.minor, r.node_versions, r.skew_minors, ${computed.support} AS support, ${computed.endOfLife} AS end_of_life,
    r.nodes_total, r.nodes_ready, r.machines_total, r.os_images, r.oldest_node_created_at, ${computed.budgetDays} AS budget_days, ${computed.age} AS age,
    ${computed.rollout} AS rollout, ${computed.rolloutReason} AS rollout_reason, c.phase, c.worst_condition, r.blocked_budgets, ${computed.freshness} AS freshness, ${computed.observedAt} AS observed_at, ${alsoSeenAs} AS also_seen_as`;
}

// The other rows of the cluster `c`, those that can be acted on first.
const alsoSeenAs = sql`(SELECT json_agg(json_build_object('id', oc.id, 'name', oc.name, 'source', os.name, 'managedBy', oc.managed_by) ORDER BY oc.managed_by, os.name, oc.name)
  ${sightings} AND k.cluster_id = c.id)`;

/** A row of {@link summaryColumns} as lists show it: what was never counted is 0, what nobody assigned `unassigned`. */
export function toClusterSummary(row: ClusterRow): ClusterSummary {
  return {
    id: row.id,
    name: row.name,
    namespace: row.namespace,
    source: row.source ?? '',
    managedBy: row.managed_by,
    environment: row.environment ?? unassigned,
    region: row.region ?? unassigned,
    team: row.team ?? unassigned,
    controlPlaneVersion: row.control_plane_version,
    nodeVersions: row.node_versions ?? [],
    skewMinors: row.skew_minors,
    support: { state: row.support, endOfLife: row.end_of_life },
    nodes: { total: row.nodes_total ?? 0, ready: row.nodes_ready ?? 0 },
    machines: row.machines_total ?? 0,
    osImages: row.os_images ?? [],
    oldestNodeCreatedAt: toInstant(row.oldest_node_created_at),
    nodeAgeBudgetDays: row.budget_days,
    nodeAge: row.age,
    rollout: { state: row.rollout, reason: row.rollout_reason },
    phase: row.phase,
    worstCondition: row.worst_condition,
    blockedBudgets: row.blocked_budgets ?? 0,
    freshness: { state: row.freshness, observedAt: toInstant(row.observed_at) },
    alsoSeenAs: row.also_seen_as ?? [],
  };
}

/** A row of one cluster as its page shows it, with the versions that it may go to next on that day. */
export function toClusterDetails(row: ClusterDetailRow, asOf: AsOf): ClusterDetails {
  return {
    ...toClusterSummary(row),
    apiVersion: row.api_version,
    clusterClass: row.cluster_class,
    infrastructureKind: row.infrastructure_kind,
    desiredVersion: row.desired_version,
    paused: row.paused,
    deletingSince: toInstant(row.deleting_since),
    createdAt: toInstant(row.created_at),
    labels: row.labels,
    assignment: {
      environment: { value: row.environment, rule: row.environment_rule },
      region: { value: row.region, rule: row.region_rule },
      team: { value: row.team, rule: row.team_rule },
    },
    conditions: row.conditions,
    nextVersions: nextVersions(row, asOf),
    scopes: row.scopes.map((scope) => ({ ...scope, observedAt: toInstant(scope.observedAt) })),
  };
}

/** A timestamp as Postgres writes it into JSON, as ISO 8601 in UTC with milliseconds. */
export function toInstant(text: string | null): string | null {
  return text === null ? null : new Date(text).toISOString();
}

// A kubelet may be this many minors older than its API server (Kubernetes, version skew policy, "kubelet").
const mostSkewMinors = 3;

// Kubernetes upgrades one minor at a time: a newer patch of the same minor, or any patch of the next.
function nextVersions({ control_plane_version: version, skew_minors: skew }: ClusterDetailRow, { now, settings }: AsOf): ClusterDetails['nextVersions'] {
  const current = parseKubernetesVersion(version);
  if (!current) return [];
  return [current.minor, current.minor + 1].flatMap((minor) => {
    const entry = settings.calendar.minors.find((candidate) => candidate.minor === `${current.major}.${minor}`);
    const patch = parseKubernetesVersion(entry?.latestPatch)?.patch;
    if (!entry || (minor === current.minor && (patch === undefined || patch <= current.patch))) return [];
    const tooOld = skew !== null && minor - (current.minor - skew) > mostSkewMinors;
    const blocker = tooOld ? `Nodes on ${current.major}.${current.minor - skew} first: a kubelet may be at most ${mostSkewMinors} minors behind the control plane.` : null;
    return [{ minor: entry.minor, latestPatch: entry.latestPatch, support: supportOf(`${entry.minor}.0`, settings.calendar, now).state, blocker }];
  });
}
