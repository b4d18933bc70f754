import type { MachineGroupObservation } from '#lib/inventory/machines/model.ts';
import type { PlannedStep } from '../../model.ts';

const controlPlaneMachineSeconds = 240;
const workerMachineSeconds = 150;

/**
 * Seconds that a step takes when nothing waits: control planes go one machine at a time, workers as
 * many at once as the group may surge or spare. Without history the figures are rules of thumb.
 */
export function estimateSeconds({ machines, group: { kind } }: PlannedStep, group: Pick<MachineGroupObservation, 'maxSurge' | 'maxUnavailable'> | undefined): number {
  if (kind === 'KubeadmControlPlane') return machines.length * controlPlaneMachineSeconds;
  const count = (text: string | null | undefined, round: (n: number) => number, fallback: number) => {
    const match = /^(\d{1,6})(%?)$/.exec(text ?? '');
    return match ? (match[2] ? round((Number(match[1]) * machines.length) / 100) : Number(match[1])) : fallback;
  };
  const atOnce = Math.max(1, count(group?.maxSurge, Math.ceil, 1) + count(group?.maxUnavailable, Math.floor, 0));
  return Math.ceil(machines.length / atOnce) * workerMachineSeconds;
}
