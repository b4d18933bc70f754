import type { ClusterActuator } from '#lib/campaigns/ports.ts';
import type { AssignmentDefaults, AssignmentRules, ClusterObservation } from '#lib/inventory/clusters/model.ts';
import type { MachineGroupObservation, MachineHealthCheckObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import type { NodeObservation } from '#lib/inventory/nodes/model.ts';
import type {
  DisruptionBudgetObservation,
  NamespaceObservation,
  PodObservation,
  WorkloadObservation,
} from '#lib/inventory/workloads/model.ts';

/** What each noun of the inventory is observed as. */
export type Observations = {
  cluster: ClusterObservation;
  machineGroup: MachineGroupObservation;
  machine: MachineObservation;
  machineHealthCheck: MachineHealthCheckObservation;
  node: NodeObservation;
  namespace: NamespaceObservation;
  workload: WorkloadObservation;
  pod: PodObservation;
  disruptionBudget: DisruptionBudgetObservation;
};
/** What sources tell of: the tables of the inventory. */
export type Noun = keyof Observations;

/**
 * One thing that can be listed whole: a kind in a management cluster (`clusterUid` null) or a kind
 * in one workload cluster (`clusterUid` is the uid of its ClusterObservation).
 */
export type Scope<N extends Noun = Noun> = { clusterUid: string | null; kind: string; noun: N };

/** `failing` keeps what is stored; `not-served` says that the API server does not know the kind, which is no error. */
export type ScopeStatus =
  | { state: 'current' }
  | { state: 'failing'; code: string; message: string }
  | { state: 'not-served' };

/**
 * What a source tells about the world; awaiting each call gives backpressure.
 * Implemented by `lib/sync`; sources know nothing of storage.
 */
export interface Sink {
  /**
   * A listing, page by page. Only when `pages` ends without throwing has the whole scope been seen:
   * then rows that did not occur are deleted. When it throws, what was seen is kept, nothing is deleted.
   * `unreadable` counts objects that could not be read at all.
   */
  full<N extends Noun>(
    scope: Scope<N>,
    pages: AsyncIterable<{ items: readonly Observations[N][]; unreadable: number }>,
  ): Promise<void>;
  /** Changes from a watch; `deletes` are uids. */
  delta<N extends Noun>(scope: Scope<N>, upserts: readonly Observations[N][], deletes: readonly string[]): Promise<void>;
  /** Health of a scope; `current` also says that what is stored is what the world is now. */
  status(scope: Scope, status: ScopeStatus): Promise<void>;
  /** The workload scopes of a cluster that is no longer there are forgotten with their rows. */
  forget(clusterUid: string): Promise<void>;
}

/** A source as configured; secrets are already opened. */
export type SourceSettings = {
  id: string;
  name: string;
  kind: string;
  /** The kubeconfig's text. */
  kubeconfig: string;
  context: string | null;
  /** True for files on the operator's own machine: exec plugins and file references are then allowed. */
  trusted: boolean;
  /** Folder that relative file references in a trusted kubeconfig start from. */
  baseDirectory: string | null;
  namespaces: readonly string[] | null;
  defaults: AssignmentDefaults;
  rules: AssignmentRules;
};

/** How much a source may ask of the systems behind it. */
export type SourceLimits = {
  /** Watches on workload clusters at once; beyond it clusters are asked every `pollMs` what has changed. */
  maxWorkloadWatches: number;
  pollMs: number;
  /** Full safety relist of a watched scope. */
  resyncMs: number;
  /** First listings that may run at once. */
  maxConcurrentListings: number;
  /** A quiet watch is opened anew this often, which proves that what is stored is what is; the watch's own pace when not given. */
  confirmMs?: number;
};

/** What a source is run with. */
export type SourceContext = {
  settings: SourceSettings;
  limits: SourceLimits;
  sink: Sink;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  signal: AbortSignal;
};

/** An actuator that holds connections. */
export type OpenActuator = ClusterActuator & { close(): void };

/**
 * One outside system. `run` observes until `signal` aborts and resolves then; trouble with the
 * outside goes to `sink.status`, never out of `run`. `check` tries the connection once for
 * Settings and throws an AppError whose message can be shown. `openActuator` is there where
 * the system can also be changed; it connects when it is first asked for something.
 */
export interface SourceKind {
  kind: string;
  run(context: SourceContext): Promise<void>;
  check(settings: SourceSettings, signal: AbortSignal): Promise<{ version: string | null; clusters: number | null }>;
  openActuator?(settings: SourceSettings): OpenActuator;
}
