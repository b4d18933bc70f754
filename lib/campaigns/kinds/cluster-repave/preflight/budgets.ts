import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import { judgeBudget } from '#lib/inventory/workloads/model.ts';
import type { DisruptionBudgetObservation } from '#lib/inventory/workloads/model.ts';
import type { Blocker } from '../../../model.ts';
import { blocking, warning } from './blocker.ts';

/** A budget and what it allows in a few words: `budget orders/checkout: allows 0 of 2`. */
export function budgetTitle({ namespace, name, disruptionsAllowed, expectedPods }: DisruptionBudgetObservation): string {
  return `budget ${namespace}/${name}: allows ${disruptionsAllowed ?? 'an unknown number'}${expectedPods === null ? '' : ` of ${expectedPods}`}`;
}

/** Disruption budgets that let no pod go; one that never does makes a drain hang for good. */
export function budgetBlockers({ budgets, team }: Pick<ClusterSnapshot, 'budgets' | 'team'>): Blocker[] {
  return budgets.flatMap((budget) => {
    const object = { kind: 'PodDisruptionBudget', namespace: budget.namespace, name: budget.name };
    const title = `Disruption budget ${budget.namespace}/${budget.name}`;
    switch (judgeBudget(budget)) {
      case 'allows':
        return [];
      case 'never':
        return [blocking('budget-never', object, `${title} never allows an eviction: it wants ${budget.desiredHealthy} of ${budget.expectedPods} pods healthy. A drain would hang; loosen it or add a replica.`, team)];
      case 'now':
        return [warning('budget-now', object, `${title} allows no eviction now: ${budget.currentHealthy ?? 'an unknown number'} of ${budget.desiredHealthy ?? '?'} pods that it wants are healthy. Drains wait until its pods recover.`, team)];
      case 'unknown':
        return [warning('budget-unknown', object, `${title} does not say what it allows (its status is not up to date), so it may hold drains.`, team)];
    }
  });
}
