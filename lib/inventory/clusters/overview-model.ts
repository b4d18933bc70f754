import type { SupportState } from './model.ts';

/** How clusters stand with their repaves: `unknown` when not seen lately or when version or age cannot be judged. */
export type RepaveCounts = { ok: number; notOk: number; unknown: number };

/** Clusters of one minor; `unknown` of them were not seen lately. `minor` null is an unreadable version. */
export type MinorCount = { minor: string | null; support: SupportState; endOfLife: string | null; clusters: number; unknown: number };

/** Nodes from `fromDays` up to `toDays` (null: no end) old, in how many clusters; `overBudget` of the nodes are older than their environment allows. */
export type AgeBand = { fromDays: number; toDays: number | null; nodes: number; clusters: number; overBudget: number };

/** The fleet in figures. Instants are ISO 8601 in UTC, days `YYYY-MM-DD`. */
export type FleetOverview = {
  asOf: string;
  clusters: number;
  /** How many of these rows are of a cluster that another row is of too; each counts, with its nodes, workloads and pods. */
  seenBySeveral: number;
  nodes: number;
  workloads: number;
  pods: number;
  /** How many of these stand in clusters or listings that were not seen lately, and may be others by now. */
  notSeen: { nodes: number; workloads: number; pods: number };
  /** Clusters not seen lately, at most 20, and how many there are. */
  unseen: { clusterId: string; name: string; observedAt: string | null }[];
  unseenTotal: number;
  /** `starting`: whose clusters have not been listed whole yet, failing or not. */
  sources: { total: number; failing: number; starting: number; stale: number };
  repave: RepaveCounts & {
    minors: MinorCount[];
    ages: AgeBand[];
    /** Nodes without a creation time, or in clusters not seen lately. */
    nodesOfUnknownAge: number;
    budgetDays: number;
    /** Of environments that have their own. */
    environmentBudgetDays: Record<string, number>;
    trend: ({ day: string } & RepaveCounts)[];
    /** Those out of support, the longest first, then those over their age budget, the furthest first. */
    worst: {
      clusterId: string; name: string; team: string; version: string | null; support: SupportState; oldestNodeCreatedAt: string | null; nodeAgeBudgetDays: number;
      unknown: boolean; observedAt: string | null;
    }[];
    action: { text: string; label: string; href: string } | null;
  };
};

/** Something that waits for a person. */
export type Decision = {
  id: string;
  tone: 'attention' | 'failing' | 'unknown';
  title: string;
  detail: string | null;
  /** Since when it is so, or what its age goes by (the oldest node of a blocked cluster, the day support ends); ISO 8601. */
  since: string | null;
  action: { label: string; href: string };
};

/** Clusters of one environment on one version. */
export type VersionCell = { environment: string; version: string | null; minor: string | null; clusters: number; unknown: number };
