/** States of a campaign; a halted one resumes or aborts by a person's choice. */
export const campaignStates = [
  'draft', 'awaiting-approval', 'scheduled', 'running', 'paused', 'succeeded', 'halted', 'aborted',
] as const;
export type CampaignState = (typeof campaignStates)[number];

/** States of a target as clients see them. */
export const targetStates = [
  'pending', 'preflight', 'acting', 'converging', 'soaking', 'succeeded', 'failed', 'blocked', 'skipped',
] as const;
export type TargetState = (typeof targetStates)[number];

/**
 * How a target came to be skipped: a person took it out, its campaign was aborted before anything was asked of the
 * cluster, or while some of its machines were being or had been replaced.
 */
export const skipCauses = ['by-person', 'not-started', 'part-way'] as const;
export type SkipCause = (typeof skipCauses)[number];

/** States of a target as stored: an abort's two kinds of skipped are states of their own, `skipped` is a person's. */
export type StoredTargetState = TargetState | Exclude<SkipCause, 'by-person'>;

/** The state that clients see, and for a skipped target why it was; null for every other. */
export function publishedState(state: StoredTargetState): { state: TargetState; skipped: SkipCause | null } {
  if (state === 'not-started' || state === 'part-way') return { state: 'skipped', skipped: state };
  return { state, skipped: state === 'skipped' ? 'by-person' : null };
}

/** What campaigns can do. */
export const campaignKinds = ['cluster-repave'] as const;
export type CampaignKind = (typeof campaignKinds)[number];

/** What one campaign may do at once and when it stops. */
export type CampaignStrategy = {
  /** Clusters in motion at once. */
  concurrency: number;
  /** Failed targets at which the campaign halts. */
  failureThreshold: number;
  /** Observations in a row that must show a target done. */
  requiredObservations: number;
  /** A target that has not converged after this long fails. */
  targetTimeoutSeconds: number;
};

/** What holds at least where a campaign's maker says nothing: one cluster at a time, halting at the first failure. */
export const defaultStrategy: CampaignStrategy = {
  concurrency: 1, failureThreshold: 1, requiredObservations: 3, targetTimeoutSeconds: 4 * 3600,
};

/** Something that would stand in the way; `blocking` ones keep a target from being started. */
export type Blocker = {
  code: string;
  severity: 'blocking' | 'warning';
  /** What is in the way and what to do, in a sentence. */
  message: string;
  object: { kind: string; namespace: string | null; name: string } | null;
  team: string | null;
};

/** Whether it stands in the way, rather than deserve a look. */
export function isBlocking({ severity }: Pick<Blocker, 'severity'>): boolean {
  return severity === 'blocking';
}

/** A machine that a plan replaces. `createdAt` is ISO 8601. */
export type PlannedMachine = { uid: string; name: string; role: 'control-plane' | 'worker'; version: string | null; createdAt: string | null; nodeName: string | null };

/** One rollout of one machine group; steps of a target run in order, control plane first. */
export type PlannedStep = {
  group: { uid: string; kind: 'KubeadmControlPlane' | 'MachineDeployment'; name: string; topologyName: string | null };
  machines: PlannedMachine[];
};

/** What is to be done to one cluster, as planned on what was observed of it. `apiVersion` and names are empty for a cluster that is not known. */
export type PlannedTarget = {
  clusterId: string;
  clusterName: string;
  sourceId: string;
  namespace: string;
  apiVersion: string;
  clusterHasTopology: boolean;
  version: string | null;
  steps: PlannedStep[];
  blockers: Blocker[];
  /** Estimate from earlier campaigns on the cluster, else a rule of thumb for each machine; seconds. */
  expectedSeconds: number;
  /** How many earlier campaigns the estimate is the median of; absent for a rule of thumb. */
  estimatedFrom?: number;
};

/** What a person approves; the hash covers all of it. */
export type CampaignPlan = { kind: CampaignKind; parameters: Record<string, unknown>; strategy: CampaignStrategy; targets: PlannedTarget[] };
