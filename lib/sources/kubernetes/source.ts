import { assignCluster, type ClusterObservation } from '#lib/inventory/clusters/model.ts';
import { describeError } from '#lib/kernel/app-error.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { KubeClient } from '#lib/platform/kube/client.ts';
import { discoverServerVersion } from '#lib/platform/kube/discover.ts';
import { KubeError } from '#lib/platform/kube/kube-error.ts';
import { jittered, pause, retryPauseMs } from '#lib/platform/kube/timing.ts';
import type { Scope, SourceContext, SourceSettings } from '../contract.ts';
import { maxConcurrentPolls, observeWorkloads } from '../workload/observe-workloads.ts';
import { failingStatus, reportScope } from '../workload/report-scope.ts';
import { createSemaphore } from '../workload/semaphore.ts';
import { openSourceClient } from '../workload/source-client.ts';
import { createWatchBudget } from '../workload/watch-budget.ts';
import { namespaceWire } from '../workload/wire.ts';

const clusterScope: Scope<'cluster'> = { clusterUid: null, kind: 'Cluster', noun: 'cluster' };
const lookAgainMs = minuteMs;
const retry = { firstMs: 1000, maxMs: minuteMs };

/**
 * Observes one cluster directly until the signal aborts; never throws. It counts as the cluster that its
 * `kube-system` namespace is: another one behind the same address is another cluster, and the old one is forgotten.
 */
export async function runKubernetes(context: SourceContext): Promise<void> {
  const { signal, sink, settings } = context;
  let client: KubeClient | null = null;
  let observed: { uid: string; stop: () => Promise<void> } | null = null;
  for (let failures = 0; !signal.aborted; ) {
    try {
      client ??= openSourceClient(settings);
      const cluster = await readCluster(client, settings, signal);
      if (observed && observed.uid !== cluster.uid) {
        await observed.stop();
        await sink.forget(observed.uid);
        observed = null;
      }
      await sink.full(clusterScope, onePage(cluster));
      await sink.status(clusterScope, { state: 'current' });
      observed ??= observe(context, client, cluster.uid);
      failures = 0;
      await pause(jittered(Math.min(lookAgainMs, context.limits.confirmMs ?? lookAgainMs)), signal);
    } catch (error) {
      if (signal.aborted) break;
      // What the sink throws is no trouble of the cluster.
      if (error instanceof KubeError) await reportScope(context, clusterScope, failingStatus(context, error));
      else context.log.warn({ ...clusterScope, error: describeError(error) }, 'what was observed could not be stored; it is read again');
      await pause(retryPauseMs(error, failures, retry), signal);
      failures += 1;
    }
  }
  await observed?.stop();
  client?.close();
}

/** The cluster as its `kube-system` namespace and `/version` describe it. Throws KubeError. */
export async function readCluster(client: KubeClient, settings: SourceSettings, signal: AbortSignal): Promise<ClusterObservation> {
  const { metadata } = await client.getJson('/api/v1/namespaces/kube-system', namespaceWire, { what: 'read the namespace kube-system', signal });
  if (!metadata.uid) throw new KubeError('invalid-response', `${client.server} gives its kube-system namespace no uid, by which the cluster would be known.`);
  const version = await discoverServerVersion({ client, signal });
  return {
    uid: metadata.uid,
    namespace: null,
    name: settings.name,
    managedBy: 'none',
    apiVersion: null,
    labels: {},
    clusterClass: null,
    infrastructureKind: null,
    desiredVersion: null,
    controlPlaneVersion: version,
    phase: null,
    paused: false,
    deletingSince: null,
    createdAt: metadata.creationTimestamp,
    generation: null,
    observedGeneration: null,
    conditions: [],
    assignment: assignCluster({}, settings.rules, settings.defaults),
  };
}

function observe(context: SourceContext, client: KubeClient, uid: string): { uid: string; stop: () => Promise<void> } {
  const end = new AbortController();
  const running = observeWorkloads({
    context, client, clusterUid: uid, namespaces: context.settings.namespaces,
    connecting: createSemaphore(1), listing: createSemaphore(context.limits.maxConcurrentListings),
    polling: createSemaphore(maxConcurrentPolls), budget: createWatchBudget(context.limits.maxWorkloadWatches), signal: AbortSignal.any([context.signal, end.signal]),
  });
  return {
    uid,
    async stop() {
      end.abort();
      await running;
    },
  };
}

async function* onePage(cluster: ClusterObservation): AsyncGenerator<{ items: ClusterObservation[]; unreadable: number }, void, undefined> {
  yield { items: [cluster], unreadable: 0 };
}

