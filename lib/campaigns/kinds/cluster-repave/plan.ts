import { machinesOf } from '#lib/inventory/clusters/snapshot-model.ts';
import type { ClusterSnapshot } from '#lib/inventory/clusters/snapshot-model.ts';
import type { MachineGroupObservation, MachineObservation } from '#lib/inventory/machines/model.ts';
import { isBlocking } from '../../model.ts';
import type { Blocker, PlannedMachine, PlannedStep, PlannedTarget } from '../../model.ts';
import { estimateSeconds } from './estimate.ts';
import { findBlockers, rollableGroups } from './preflight.ts';
import { blocking, warning } from './preflight/blocker.ts';
import { groupTitle } from './preflight/groups.ts';

/**
 * What a repave of these clusters would replace, in what order, and what stands in the way: one
 * target per id, in the order given. Pure; a cluster that cannot be repaved comes with a blocking reason.
 */
export function planRepave(clusterIds: readonly string[], snapshots: ReadonlyMap<string, ClusterSnapshot>, now: Date): PlannedTarget[] {
  const taken = new Set<string>();
  return clusterIds.map((id) => {
    const snapshot = snapshots.get(id);
    if (!snapshot) return unknownTarget(id);
    const target = planTarget(snapshot, now);
    if (taken.has(snapshot.uid)) return sameCluster(target);
    taken.add(snapshot.uid);
    return target;
  });
}

/** The plan of one cluster. */
export function planTarget(snapshot: ClusterSnapshot, now: Date): PlannedTarget {
  const groups = rollableGroups(snapshot);
  const steps = snapshot.managedBy === 'cluster-api' ? groups.map((group) => planStep(snapshot, group)) : [];
  const blockers = [...findBlockers(snapshot, now, groups), ...leftAlone(snapshot)];
  if (steps.length === 0 && !blockers.some(isBlocking)) {
    blockers.unshift(blocking('nothing-to-replace', { kind: 'Cluster', namespace: snapshot.namespace, name: snapshot.name }, `${snapshot.name} has no machines that Cluster API can be asked to replace.`));
  }
  return {
    clusterId: snapshot.id,
    clusterName: snapshot.name,
    sourceId: snapshot.sourceId,
    namespace: snapshot.namespace ?? '',
    apiVersion: snapshot.apiVersion ?? '',
    clusterHasTopology: snapshot.clusterClass !== null,
    version: snapshot.controlPlaneVersion ?? snapshot.desiredVersion,
    steps,
    blockers,
    expectedSeconds: steps.reduce((sum, step) => sum + estimateSeconds(step, groups.find(({ uid }) => uid === step.group.uid)), 0),
  };
}

function planStep(snapshot: ClusterSnapshot, group: MachineGroupObservation): PlannedStep {
  const kind = group.kind === 'KubeadmControlPlane' ? group.kind : 'MachineDeployment';
  return {
    group: { uid: group.uid, kind, name: group.name, topologyName: group.topologyName },
    machines: machinesOf(snapshot, group).map(plannedMachine),
  };
}

function plannedMachine({ uid, name, role, version, createdAt, nodeName }: MachineObservation): PlannedMachine {
  return { uid, name, role, version, createdAt, nodeName };
}

/** Machines that a repave does not touch, said beforehand. */
function leftAlone(snapshot: ClusterSnapshot): Blocker[] {
  if (snapshot.managedBy !== 'cluster-api') return [];
  const other = snapshot.groups.filter(({ kind, desiredReplicas }) => (kind === 'MachinePool' || kind === 'MachineSet') && desiredReplicas !== 0);
  const owned = new Set([...rollableGroups(snapshot), ...other].flatMap((group) => machinesOf(snapshot, group)));
  const alone = snapshot.machines.filter((machine) => !owned.has(machine));
  const first = alone[0];
  return [
    ...other.map((group) => warning('not-rolled', group, `${groupTitle(group)} is left as it is: Cluster API has no way to ask a ${group.kind} to replace its machines.`)),
    ...(first ? [warning('not-rolled', { kind: 'Machine', namespace: first.namespace, name: first.name }, `${alone.length === 1 ? `Machine ${first.name} belongs` : `${alone.length} machines belong`} to no control plane or MachineDeployment and will not be replaced.`)] : []),
  ];
}

/** A cluster that two sources show is one cluster, whose machines are replaced once. */
function sameCluster(target: PlannedTarget): PlannedTarget {
  const { clusterName: name, namespace } = target;
  const why = blocking('same-cluster', { kind: 'Cluster', namespace, name }, `${name} is in this campaign already: another source shows the same cluster. Leave one of the two out.`);
  return { ...target, steps: [], blockers: [why], expectedSeconds: 0 };
}

function unknownTarget(id: string): PlannedTarget {
  return {
    clusterId: id, clusterName: id, sourceId: '', namespace: '', apiVersion: '', clusterHasTopology: false, version: null, steps: [], expectedSeconds: 0,
    blockers: [blocking('unknown-cluster', null, `There is no cluster ${id}. It may have been deleted, or its source removed.`)],
  };
}
