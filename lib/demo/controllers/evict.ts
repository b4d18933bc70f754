import { isPodReady, type Pod, type PodDisruptionBudget } from '../model/core-object.ts';
import { timestamp } from '../model/kube-object.ts';
import { setPodConditions } from '../objects/pod.ts';
import { notFound, StatusError } from '../server/status.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { matchesSelector } from '../store/selectors.ts';

/** The one message of every eviction that a budget forbids (pkg/registry/core/pod/storage/eviction.go). */
export const budgetViolation = "Cannot evict pod as it would violate the pod's disruption budget.";

/** Evicts a pod as the API server does: 429 with a DisruptionBudget cause when a budget forbids it, 500 when several apply. */
export function evictPod(store: ObjectStore, namespace: string, name: string, now: number): void {
  const pod = store.get('pods', `${namespace}/${name}`);
  if (!pod) throw notFound('pods', name);
  if (pod.metadata.deletionTimestamp) return;
  const terminal = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const budgets = terminal || pod.status.phase === 'Pending' ? [] : budgetsOf(store, pod);
  if (budgets.length > 1) {
    throw new StatusError(500, 'InternalError', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  }
  const [budget] = budgets;
  if (budget && (isPodReady(pod) || isDisrupted(budget))) takeOne(store, budget);
  store.put('pods', terminating(pod, now));
}

/** The pod on its way out: its kubelet has been told. */
export function terminating(pod: Pod, now: number): Pod {
  const grace = pod.spec.terminationGracePeriodSeconds;
  return {
    ...pod,
    metadata: { ...pod.metadata, deletionTimestamp: timestamp(now + grace * 1000), deletionGracePeriodSeconds: grace },
    status: {
      ...pod.status,
      conditions: setPodConditions(
        pod.status.conditions,
        { DisruptionTarget: ['True', 'EvictionByEvictionAPI', 'Eviction API: evicting'] },
        now,
      ),
    },
  };
}

export function budgetsOf(store: ObjectStore, pod: Pod): PodDisruptionBudget[] {
  return store
    .list('poddisruptionbudgets')
    .filter(({ metadata, spec }) => metadata.namespace === pod.metadata.namespace && matchesSelector(spec.selector, pod.metadata.labels));
}

/** Whether what the budget protects is disrupted already: a pod that is not ready then counts as one that is (IfHealthyBudget). */
function isDisrupted({ status: { currentHealthy, desiredHealthy } }: PodDisruptionBudget): boolean {
  return desiredHealthy === 0 || currentHealthy < desiredHealthy;
}

function takeOne(store: ObjectStore, budget: PodDisruptionBudget): void {
  const { name, generation = 1 } = budget.metadata;
  const { disruptionsAllowed, desiredHealthy, currentHealthy, observedGeneration } = budget.status;
  const refuse = (message: string, more: object = {}): never => {
    throw new StatusError(429, 'TooManyRequests', budgetViolation, { causes: [{ reason: 'DisruptionBudget', message }], ...more });
  };
  if (observedGeneration < generation) refuse(`The disruption budget ${name} is still being processed by the server.`, { retryAfterSeconds: 10 });
  if (disruptionsAllowed <= 0) refuse(`The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`);
  store.put('poddisruptionbudgets', { ...budget, status: { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1 } });
}
