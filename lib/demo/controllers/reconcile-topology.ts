import { minorsBehind } from '#lib/kernel/kubernetes-version.ts';
import { deferUpgradeAnnotation, type KubeadmControlPlane, type MachineDeployment, type MachineDeploymentTopology, topologyDeploymentLabel } from '../model/cluster-api-object.ts';
import { isTrue } from '../objects/conditions.ts';
import { equalJson } from '../store/equal-json.ts';
import { pauseReason } from './paused.ts';
import { type TopologyPending, upgradeProgress } from './upgrade-progress.ts';
import type { World } from './world.ts';

/**
 * Carries what `Cluster.spec.topology` says to the control plane and, once that is done, to one group
 * of workers after the other (core/reconcilers/topology). Returns what it waits for; null when nothing.
 */
export function reconcileTopology(world: World): TopologyPending | null {
  const topology = world.cluster?.spec.topology;
  const plane = world.controlPlane;
  if (!topology || !plane) return null;
  const { version } = topology;

  const wantedPlane = { ...plane.spec, replicas: topology.controlPlane.replicas };
  if (topology.controlPlane.rollout?.after) wantedPlane.rollout = { ...plane.spec.rollout, after: topology.controlPlane.rollout.after };
  if (plane.spec.version !== version && isSettled(plane) && world.deployments.every(isSettled)) wantedPlane.version = version;
  if (isChanged(world, plane, wantedPlane)) world.put('kubeadmcontrolplanes', { ...nextGeneration(plane), spec: wantedPlane });

  const planeDone = plane.spec.version === version && isSettled(plane);
  let busy = world.deployments.some((group) => group.spec.template.spec.version === version && !isSettled(group));
  for (const group of world.deployments) {
    const wanted = topologyOf(world, group);
    if (!wanted) continue;
    const spec = { ...group.spec, replicas: wanted.replicas };
    if (wanted.rollout?.after) spec.rollout = { ...group.spec.rollout, after: wanted.rollout.after };
    if (isUpgrade(group, version) && planeDone && !busy && isSettled(group) && !isDeferred(wanted)) {
      spec.template = { ...group.spec.template, spec: { ...group.spec.template.spec, version } };
      busy = true;
    }
    if (isChanged(world, group, spec)) world.put('machinedeployments', { ...nextGeneration(group), spec });
  }
  return progressOf(world, version);
}

function progressOf(world: World, version: string): TopologyPending | null {
  const plane = world.controlPlane!;
  const isMixed = (versions: readonly { version: string }[]) => versions.some((running) => running.version !== version);
  const names = (groups: readonly MachineDeployment[]) => groups.map(({ metadata }) => metadata.name);
  const waiting = world.deployments.filter((group) => isUpgrade(group, version));
  return upgradeProgress(version, {
    plane: plane.spec.version !== version ? 'pending upgrade' : isMixed(plane.status.versions) ? 'upgrading' : null,
    upgrading: names(world.deployments.filter(({ spec, status }) => spec.template.spec.version === version && isMixed(status.versions))),
    pending: names(waiting.filter((group) => !isDeferred(topologyOf(world, group)))),
    deferred: names(waiting.filter((group) => isDeferred(topologyOf(world, group)))),
  });
}

function topologyOf(world: World, { metadata }: MachineDeployment): MachineDeploymentTopology | undefined {
  const groups = world.cluster?.spec.topology?.workers.machineDeployments ?? [];
  return groups.find(({ name }) => name === metadata.labels?.[topologyDeploymentLabel]);
}

function isDeferred(group: MachineDeploymentTopology | undefined): boolean {
  return group?.metadata?.annotations?.[deferUpgradeAnnotation] !== undefined;
}

function isUpgrade({ spec }: MachineDeployment, version: string): boolean {
  const from = spec.template.spec.version;
  return from !== version && (minorsBehind(from, version) ?? 0) >= 0;
}

function isChanged(world: World, object: KubeadmControlPlane | MachineDeployment, spec: object): boolean {
  return !equalJson(object.spec, spec) && pauseReason(world.cluster!, object) === null;
}

function nextGeneration<T extends KubeadmControlPlane | MachineDeployment>(object: T): T {
  return { ...object, metadata: { ...object.metadata, generation: (object.metadata.generation ?? 1) + 1 } };
}

/** Whether a group is as it is wanted, and its status says so of its newest generation. */
function isSettled({ metadata, spec, status }: KubeadmControlPlane | MachineDeployment): boolean {
  const { replicas, upToDateReplicas, availableReplicas, observedGeneration, conditions } = status;
  const current = observedGeneration === metadata.generation && !isTrue(conditions, 'RollingOut');
  return current && [replicas, upToDateReplicas, availableReplicas].every((count) => count === spec.replicas);
}
