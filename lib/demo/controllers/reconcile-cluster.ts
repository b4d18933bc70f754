import { reconcileControlPlane } from './reconcile-control-plane.ts';
import { reconcileMachineDeployments } from './reconcile-machine-deployments.ts';
import { reconcileMachineSets } from './reconcile-machine-sets.ts';
import { reconcileMachines } from './reconcile-machines.ts';
import { reconcileManagedStatus, reconcileWorkloadStatus } from './reconcile-status.ts';
import { reconcileTopology } from './reconcile-topology.ts';
import { reconcileWorkloads } from './reconcile-workloads.ts';
import type { World } from './world.ts';

/** One pass of all controllers over one cluster. Doing it again at the same time changes nothing once things are settled. */
export function reconcileCluster(world: World, epoch: number): void {
  const { cluster } = world;
  if (cluster) {
    // Cluster API does nothing for a cluster that it cannot reach but say so.
    const idle = cluster.spec.paused || world.plan.unreachable;
    const pending = idle ? null : reconcileTopology(world);
    if (!idle) {
      reconcileControlPlane(world);
      reconcileMachineDeployments(world);
      reconcileMachineSets(world);
      reconcileMachines(world);
    }
    reconcileManagedStatus(world, pending, epoch);
  }
  if (world.plan.unreachable) return;
  reconcileWorkloads(world);
  reconcileWorkloadStatus(world);
}
