import type { ClusterObservation } from '#lib/inventory/clusters/model.ts';
import { describeError } from '#lib/kernel/app-error.ts';
import { secondMs } from '#lib/kernel/duration.ts';
import type { KubeClient } from '#lib/platform/kube/client.ts';
import type { SourceContext } from '../contract.ts';
import type { ScopeListener } from '../workload/reflect-scope.ts';
import { maxConcurrentPolls } from '../workload/observe-workloads.ts';
import { createSemaphore } from '../workload/semaphore.ts';
import { createWatchBudget } from '../workload/watch-budget.ts';
import { followCluster } from './follow-cluster.ts';

const maxConcurrentConnects = 32;
/** A cluster whose server has said nothing for so long hangs, and others may be asked beside it. */
const connectPatienceMs = 2 * secondMs;

/**
 * Listens to the Clusters of a management cluster and observes the workload cluster of each for as long as the
 * Cluster is there. A cluster counts as gone when a watch or a complete listing says so; then its scopes are forgotten.
 */
export function createClusterFollowers(
  context: SourceContext, management: KubeClient,
): ScopeListener<'cluster'> & { stop(): Promise<void> } {
  const followers = new Map<string, ReturnType<typeof followCluster>>();
  const connecting = createSemaphore(maxConcurrentConnects, { patienceMs: connectPatienceMs });
  const listing = createSemaphore(context.limits.maxConcurrentListings);
  const polling = createSemaphore(maxConcurrentPolls);
  const budget = createWatchBudget(context.limits.maxWorkloadWatches);

  function seen(clusters: readonly ClusterObservation[]): void {
    for (const { uid, name, namespace } of clusters) {
      const follower = followers.get(uid);
      if (follower) follower.nudge();
      else if (!context.signal.aborted && namespace) {
        followers.set(uid, followCluster({ context, management, connecting, listing, polling, budget, cluster: { uid, namespace, name } }));
      }
    }
  }

  function gone(uids: readonly string[]): void {
    for (const uid of uids) {
      const follower = followers.get(uid);
      if (!follower) continue;
      followers.delete(uid);
      follower.stop().then(() => context.sink.forget(uid))
        .catch((error: unknown) => context.log.warn({ clusterUid: uid, error: describeError(error) }, 'a cluster that is gone could not be forgotten'));
    }
  }

  return {
    listed(clusters) {
      const listed = new Set(clusters.map(({ uid }) => uid));
      gone([...followers.keys()].filter((uid) => !listed.has(uid)));
      seen(clusters);
    },
    changed(upserts, deletes) {
      seen(upserts);
      gone(deletes);
    },
    async stop() {
      await Promise.all([...followers.values()].map((follower) => follower.stop()));
    },
  };
}
