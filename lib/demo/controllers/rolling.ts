import type { MachineDeployment } from '../model/cluster-api-object.ts';

/** How many machines of a group may be missing while it rolls; a percentage rounds down (default 0). */
export function maxUnavailableOf({ spec }: MachineDeployment): number {
  if (spec.rollout.strategy.type !== 'RollingUpdate') return 0;
  return scaled(spec.rollout.strategy.rollingUpdate?.maxUnavailable ?? 0, spec.replicas, Math.floor);
}

/** How many machines more than wanted a group may have while it rolls; a percentage rounds up (default 1). */
export function maxSurgeOf(group: MachineDeployment): number {
  const { spec } = group;
  if (spec.rollout.strategy.type !== 'RollingUpdate') return 0;
  const surge = scaled(spec.rollout.strategy.rollingUpdate?.maxSurge ?? 1, spec.replicas, Math.ceil);
  return surge === 0 && maxUnavailableOf(group) === 0 ? 1 : surge;
}

function scaled(value: number | string, replicas: number, round: (number: number) => number): number {
  return typeof value === 'number' ? value : round((Number.parseInt(value, 10) / 100) * replicas);
}
