import type { KubeClient } from '#lib/platform/kube/client.ts';
import { discoverResources } from '#lib/platform/kube/discover.ts';
import { asKubeError, type KubeError } from '#lib/platform/kube/kube-error.ts';
import { jittered, pause, retryPauseMs } from '#lib/platform/kube/timing.ts';
import type { Noun, ScopeStatus, SourceContext } from '../contract.ts';
import { oneByOne } from './one-by-one.ts';
import { reflectScope } from './reflect-scope.ts';
import { failingStatus, reportScope } from './report-scope.ts';
import type { Semaphore } from './semaphore.ts';
import type { WatchBudget } from './watch-budget.ts';
import { coreApi, workloadKinds, type WorkloadKindEntry } from './workload-kinds.ts';

/** One workload cluster, and what its source shares between all of its own. */
export type WorkloadObservation = {
  context: SourceContext;
  clusterUid: string;
  client: KubeClient;
  /** Namespaces to look at; null for all. */
  namespaces: readonly string[] | null;
  connecting: Semaphore;
  listing: Semaphore;
  /** Bounds the short watches of clusters that are polled, see `maxConcurrentPolls`. */
  polling: Semaphore;
  budget: WatchBudget;
  /** Any trouble with the cluster, for those who can renew its kubeconfig. */
  onError?: (error: KubeError) => void;
  signal: AbortSignal;
};

/**
 * Short watches that a source may have open at once. Each lasts about a second and is no work meanwhile: 2,000 clusters
 * of seven kinds, polled every minute, have 230 open at any moment.
 */
export const maxConcurrentPolls = 512;

const reconnect = { firstMs: 1000, maxMs: 60_000 };

/**
 * Observes one workload cluster until `signal` aborts; never throws. Each kind is a scope of its own, so that
 * one which is forbidden or not served leaves the others alone; a cluster that cannot be reached fails them all.
 */
export async function observeWorkloads(shared: WorkloadObservation): Promise<void> {
  const observation = { ...shared, listing: oneByOne(shared.listing) };
  const { budget } = observation;
  const served = await discoverServed(observation);
  if (!served) return;
  const kinds = workloadKinds.filter(({ kind }) => served.has(kind));
  const watches = kinds.length * Math.max(1, observation.namespaces?.length ?? 1);
  const watched = budget.take(watches);
  try {
    await Promise.all(workloadKinds.map((entry) =>
      served.has(entry.kind) ? follow(observation, entry, watched ? 'watch' : 'poll') : followWhenServed(observation, entry)));
  } finally {
    if (watched) budget.giveBack(watches);
  }
}

/** Tells the sink the same of every workload scope of a cluster. */
export async function reportWorkloads(context: Pick<SourceContext, 'sink' | 'log'>, clusterUid: string, status: ScopeStatus): Promise<void> {
  for (const { kind, noun } of workloadKinds) await reportScope(context, { clusterUid, kind, noun }, status);
}

async function discoverServed({ context, client, clusterUid, connecting, onError, signal }: WorkloadObservation): Promise<ReadonlySet<string> | null> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await connecting(async () => {
        const served = new Set<string>();
        for (const api of new Set(workloadKinds.map((entry) => entry.api))) {
          const resources = await discoverResources({ client, signal }, api);
          // A server that does not tell what is in the core API is asked for each kind of it, and its answer is the health of that scope.
          for (const entry of workloadKinds) if (entry.api === api && (resources?.has(entry.resource) ?? api === coreApi)) served.add(entry.kind);
        }
        return served;
      });
    } catch (error) {
      if (signal.aborted) return null;
      onError?.(asKubeError(error));
      await reportWorkloads(context, clusterUid, failingStatus(context, error));
      await pause(retryPauseMs(error, failures, reconnect), signal);
    }
  }
  return null;
}

function follow<N extends Noun>(observation: WorkloadObservation, entry: WorkloadKindEntry<N>, mode: 'watch' | 'poll'): Promise<void> {
  const { namespaces } = observation;
  const paths = namespaces && entry.namespaced
    ? namespaces.map((namespace) => `${entry.api}/namespaces/${encodeURIComponent(namespace)}/${entry.resource}`)
    : [`${entry.api}/${entry.resource}`];
  return reflectScope<N>({
    context: observation.context,
    client: observation.client,
    scope: { clusterUid: observation.clusterUid, kind: entry.kind, noun: entry.noun },
    paths,
    project: entry.project(observation.clusterUid),
    mode,
    listing: observation.listing,
    polling: observation.polling,
    onError: observation.onError,
    signal: observation.signal,
  });
}

/** Says that a kind is not served, and looks again with every resync: it may be installed later. */
async function followWhenServed<N extends Noun>(observation: WorkloadObservation, entry: WorkloadKindEntry<N>): Promise<void> {
  const { context, client, clusterUid, signal } = observation;
  const { kind, noun, api, resource } = entry;
  while (!signal.aborted) {
    await reportScope(context, { clusterUid, kind, noun }, { state: 'not-served' });
    await pause(jittered(context.limits.resyncMs), signal);
    // An unreachable cluster is reported by the scopes that are served.
    const resources = await discoverResources({ client, signal }, api).catch(() => null);
    if (resources?.has(resource)) return follow(observation, entry, 'poll');
  }
}
