import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation } from '#lib/inventory/machines/model.ts';
import type { Blocker } from '../../model.ts';
import { budgetBlockers } from './preflight/budgets.ts';
import { clusterDeleting, clusterPaused, notFresh, notManaged } from './preflight/cluster.ts';
import { drainsWithoutLimit, groupDeleting, groupPaused, nothingReplaced, rolloutInFuture, rolloutInMotion, soleControlPlaneWithoutSurge } from './preflight/groups.ts';
import { healthChecksThatRemediate } from './preflight/health-checks.ts';
import { createdInFuture, deletingMachines, hookedMachines, pausedMachines } from './preflight/machines.ts';

/**
 * What stands in the way of replacing the machines of these groups at `now`, blocking reasons first.
 * Without `groups` all that the cluster has and that can be rolled are judged.
 */
export function findBlockers(snapshot: ClusterSnapshot, now: Date, groups: readonly MachineGroupObservation[] = rollableGroups(snapshot)): Blocker[] {
  const unmanaged = notManaged(snapshot);
  // Nothing else can be said of machines that Cluster API does not know.
  if (unmanaged) return [unmanaged];
  const blockers = [
    notFresh(snapshot),
    clusterDeleting(snapshot),
    clusterPaused(snapshot),
    ...groups.flatMap((group) => [
      groupDeleting(group),
      groupPaused(group),
      nothingReplaced(group),
      rolloutInFuture(group, now),
      rolloutInMotion(group),
      soleControlPlaneWithoutSurge(group),
      ...deletingMachines(snapshot, group, now),
      ...pausedMachines(snapshot, group),
      ...createdInFuture(snapshot, group, now),
      hookedMachines(snapshot, group),
    ]),
    drainsWithoutLimit(groups),
    ...budgetBlockers(snapshot),
    ...healthChecksThatRemediate(snapshot),
  ].filter((blocker) => blocker !== null);
  return blockers.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/**
 * The groups with machines that Cluster API can be asked to replace, in the order of a repave:
 * control planes, then MachineDeployments by name.
 */
export function rollableGroups(snapshot: Pick<ClusterSnapshot, 'groups' | 'machines'>): MachineGroupObservation[] {
  const of = (kind: MachineGroupObservation['kind']) =>
    snapshot.groups
      .filter((group) => group.kind === kind && machinesOf(snapshot, group).length > 0)
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return [...of('KubeadmControlPlane'), ...of('MachineDeployment')];
}
