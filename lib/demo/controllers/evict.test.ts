import { expect, test } from 'vitest';
import { fromNumbers } from '../fleet/random.ts';
import type { Pod, PodDisruptionBudget } from '../model/core-object.ts';
import { createPod, schedulePod, setPodConditions, startPod } from '../objects/pod.ts';
import { createBudget, createStatefulSet } from '../objects/workload.ts';
import { ObjectStore } from '../store/object-store.ts';
import { evictPod } from './evict.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const random = fromNumbers(() => 0.5);
const healthy = { currentHealthy: 3, desiredHealthy: 2, disruptionsAllowed: 1, expectedPods: 3 };

/** Evicts a pod that runs under a budget of this status; the words of the refusal, or null when it goes. */
function evict(ready: boolean, status: Partial<PodDisruptionBudget['status']>, generation = 1): { refusal: string | null; allowed: number } {
  const store = new ObjectStore();
  const metadata = { labels: { 'app.kubernetes.io/name': 'web' } };
  const template = { metadata, spec: { containers: [], serviceAccountName: 'web', restartPolicy: 'Always', schedulerName: 'default-scheduler', terminationGracePeriodSeconds: 30 } };
  const started: Pod = startPod(schedulePod(createPod(createStatefulSet('web', 'shop', template, 3, now, random), template, 'web-0', null, now, random), 'node-1', now), now, random);
  const conditions = setPodConditions(started.status.conditions, { Ready: [ready ? 'True' : 'False'] }, now);
  store.put('pods', { ...started, status: { ...started.status, conditions } });
  const budget = createBudget('web', 'shop', { minAvailable: 2 }, now, random);
  store.put('poddisruptionbudgets', { ...budget, metadata: { ...budget.metadata, generation }, status: { ...budget.status, ...healthy, ...status } });
  let refusal: string | null = null;
  try {
    evictPod(store, 'shop', 'web-0', now);
  } catch (error) {
    refusal = (error as { details?: { causes?: { message: string }[] } }).details?.causes?.[0]?.message ?? String(error);
  }
  expect(store.get('pods', 'shop/web-0')!.metadata.deletionTimestamp !== undefined).toBe(refusal === null);
  return { refusal, allowed: store.get('poddisruptionbudgets', 'shop/web')!.status.disruptionsAllowed };
}

test('a ready pod takes one of the disruptions that its budget allows, and stays when there is none', () => {
  expect(evict(true, {})).toEqual({ refusal: null, allowed: 0 });
  expect(evict(true, { currentHealthy: 2, disruptionsAllowed: 0 })).toEqual({ refusal: 'The disruption budget web needs 2 healthy pods and has 2 currently', allowed: 0 });
});

test('a pod that is not ready goes without being counted, but not when too few of its kind are healthy already', () => {
  expect(evict(false, { currentHealthy: 2, disruptionsAllowed: 0 })).toEqual({ refusal: null, allowed: 0 });
  expect(evict(false, { currentHealthy: 1, disruptionsAllowed: 0 })).toEqual({ refusal: 'The disruption budget web needs 2 healthy pods and has 1 currently', allowed: 0 });
});

test('a budget that has changed and was not looked at since lets nothing go', () => {
  expect(evict(true, { disruptionsAllowed: 1 }, 2)).toEqual({ refusal: 'The disruption budget web is still being processed by the server.', allowed: 1 });
});
