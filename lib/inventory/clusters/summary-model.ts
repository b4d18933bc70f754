import type { WorstCondition } from './condition-model.ts';
import type { ClusterManager, FreshnessState, SupportState } from './model.ts';

/** What a rollout of a cluster's machines is doing; `unknown` also when it was not seen lately. */
export const rolloutStates = ['steady', 'rolling', 'stuck', 'paused', 'deleting', 'unknown'] as const;
export type RolloutState = (typeof rolloutStates)[number];

/** Where the oldest node stands against the age budget; `unknown` when there is none or the cluster was not seen lately. */
export const nodeAgeStates = ['over-budget', 'within-budget', 'unknown'] as const;
export type NodeAgeState = (typeof nodeAgeStates)[number];

/** Bands of node age in days, as `from-to`, the last without an end; `unknown` without a creation time or when the cluster was not seen lately. */
export const nodeAgeBands = ['0-7', '7-14', '14-30', '30-60', '60-90', '90-', 'unknown'] as const;
export type NodeAgeBand = (typeof nodeAgeBands)[number];
/** Lower ends of the bands of known age, days. */
export const nodeAgeBandDays: readonly number[] = nodeAgeBands.filter((band) => band !== 'unknown').map((band) => parseInt(band, 10));

/** How people call a missing environment, region or team. */
export const unassigned = 'unassigned';

/** A cluster as lists show it. Instants are ISO 8601 in UTC. */
export type ClusterSummary = {
  id: string;
  name: string;
  namespace: string | null;
  source: string;
  managedBy: ClusterManager;
  environment: string;
  region: string;
  team: string;
  controlPlaneVersion: string | null;
  nodeVersions: { version: string; count: number }[];
  /** Minors that the oldest kubelet lies behind the control plane. */
  skewMinors: number | null;
  support: { state: SupportState; endOfLife: string | null };
  nodes: { total: number; ready: number };
  machines: number;
  osImages: { osImage: string; count: number }[];
  oldestNodeCreatedAt: string | null;
  nodeAgeBudgetDays: number;
  nodeAge: NodeAgeState;
  rollout: { state: RolloutState; reason: string | null };
  phase: string | null;
  /** Null when all conditions are as they should be. */
  worstCondition: WorstCondition | null;
  blockedBudgets: number;
  freshness: { state: FreshnessState; observedAt: string | null };
  alsoSeenAs: OtherSighting[];
};

/** Whether a row is the only one of its cluster. */
export const sightingStates = ['one', 'several'] as const;

/** Another row of the same cluster: its kube-system namespace has the same uid. */
export type OtherSighting = { id: string; name: string; source: string; managedBy: ClusterManager };

/** Filters of the list of clusters; within one the values are alternatives, and all given ones must hold. */
export type ClusterFilters = {
  /** Part of the name, in any case. */
  q?: string;
  environment?: readonly string[];
  region?: readonly string[];
  team?: readonly string[];
  /** Names of sources. */
  source?: readonly string[];
  /** Minors (`1.36`), versions as they are written (`v1.36.4`), `unknown` (of no known minor) or `none` (no version at all). */
  version?: readonly string[];
  support?: readonly string[];
  freshness?: readonly string[];
  rollout?: readonly string[];
  /** `over-budget`, `within-budget`, `unknown`. */
  age?: readonly string[];
  /** `cluster-api`, `none`. */
  managedBy?: readonly string[];
  /** `one`, `several`: whether other rows are of the same cluster. */
  sightings?: readonly string[];
  /** Bands of age of which the cluster has nodes. */
  nodesAged?: readonly NodeAgeBand[];
};

/** What the API takes in one filter of a list: characters of a text or of one value, values, and characters of all values with their commas. */
export const filterLimits = { text: 253, values: 100, list: 4000 } as const;

/** The filters that have facets. */
export const facetNames = ['environment', 'region', 'team', 'source', 'version', 'support', 'freshness', 'rollout', 'age', 'managedBy', 'sightings'] as const;
export type FacetName = (typeof facetNames)[number];
/** A value of a facet and how many clusters have it. */
export type FacetValue = { value: string; count: number };
/** `total` counts what all filters match; each facet what all others than its own do. */
export type ClusterFacets = { total: number; facets: Record<FacetName, FacetValue[]> };

/** What lists can be sorted by; a leading `-` turns the order round. Rows without the value come last either way. */
export const clusterSortKeys = ['name', 'environment', 'region', 'team', 'version', 'nodes', 'oldestNode', 'support', 'freshness', 'rollout'] as const;
export type ClusterSortKey = (typeof clusterSortKeys)[number];
/** A key, or `-` and a key for the other way round. */
export type ClusterSort = ClusterSortKey | `-${ClusterSortKey}`;
