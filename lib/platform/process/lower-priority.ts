import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lets other processes of the machine go first: below normal, or as low as it was begun (only root may go up again).
 * A system that forbids it leaves the process as it is.
 */
export function lowerPriority(): void {
  try {
    if (getPriority() < constants.priority.PRIORITY_BELOW_NORMAL) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // How fast it runs beside others is no reason not to run.
  }
}
