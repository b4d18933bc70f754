import { createHash } from 'node:crypto';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import { createKubeClient, type KubeClient } from '#lib/platform/kube/client.ts';
import type { KubeErrorCode } from '#lib/platform/kube/kube-error.ts';
import { jittered, pause, retryPauseMs } from '#lib/platform/kube/timing.ts';
import { observeWorkloads, reportWorkloads, type WorkloadObservation } from '../workload/observe-workloads.ts';
import { failingStatus } from '../workload/report-scope.ts';
import { createWake } from '../workload/wake.ts';
import { readKubeconfigSecret } from './kubeconfig-secret.ts';

/** A Cluster that is followed, with what its source shares between all of its own. */
export type FollowedCluster = Pick<WorkloadObservation, 'context' | 'connecting' | 'listing' | 'polling' | 'budget'> & {
  cluster: { uid: string; namespace: string; name: string };
  /** Client of the management cluster. */
  management: KubeClient;
};

/** What may come from credentials that have been renewed meanwhile. */
const credentialTrouble: ReadonlySet<KubeErrorCode> = new Set(['unauthorized', 'tls', 'certificate-expired', 'unreachable', 'forbidden']);

const secretCheckMs = 10 * minuteMs;
const leastSecretCheckMs = 5 * secondMs;
const retry = { firstMs: 2 * secondMs, maxMs: minuteMs };

/**
 * Observes the workload cluster of one Cluster: reads its kubeconfig, reads it again every ten minutes and
 * when its credentials fail, and starts anew when it has changed. `nudge` says that the Cluster changed.
 * `stop` ends it and resolves when nothing of it runs any more.
 */
export function followCluster(followed: FollowedCluster): { nudge(): void; stop(): Promise<void> } {
  const end = new AbortController();
  const nudge = createWake();
  const running = follow(followed, AbortSignal.any([followed.context.signal, end.signal]), nudge);
  return {
    nudge: nudge.wake,
    stop() {
      end.abort();
      return running;
    },
  };
}

async function follow(followed: FollowedCluster, signal: AbortSignal, nudge: ReturnType<typeof createWake>): Promise<void> {
  const { context, cluster, connecting } = followed;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const kubeconfig = await connecting(() => readKubeconfigSecret(followed.management, cluster, signal));
      // Written by whoever may write Secrets in the management cluster: no programs, no local files.
      const client = createKubeClient({ kubeconfig });
      failures = 0;
      await observeUntilRotated(followed, client, fingerprint(kubeconfig), signal);
    } catch (error) {
      if (signal.aborted) return;
      await reportWorkloads(context, cluster.uid, failingStatus(context, error));
      await nudge.wait(retryPauseMs(error, failures, retry), signal);
      failures += 1;
    }
  }
}

async function observeUntilRotated(followed: FollowedCluster, client: KubeClient, current: string, signal: AbortSignal): Promise<void> {
  const { context, cluster, connecting, listing, polling, budget, management } = followed;
  const round = new AbortController();
  const trouble = createWake();
  const observing = observeWorkloads({
    context, client, connecting, listing, polling, budget,
    clusterUid: cluster.uid, namespaces: null, signal: AbortSignal.any([signal, round.signal]),
    onError: ({ code }) => credentialTrouble.has(code) && trouble.wake(),
  });
  while (!signal.aborted) {
    const checkedAt = Date.now();
    await trouble.wait(jittered(secretCheckMs), signal);
    const early = leastSecretCheckMs - (Date.now() - checkedAt);
    if (early > 0) await pause(early, signal);
    // A management cluster that does not answer says nothing about this one.
    const kubeconfig = await readKubeconfigSecret(management, cluster, signal).catch(() => null);
    if (kubeconfig !== null && fingerprint(kubeconfig) !== current) break;
  }
  round.abort();
  await observing;
  client.close();
}

const fingerprint = (text: string): string => createHash('sha256').update(text).digest('base64');
