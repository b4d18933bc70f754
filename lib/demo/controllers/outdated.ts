import type { KubeadmControlPlane, Machine, MachineDeployment, MachineSet } from '../model/cluster-api-object.ts';

/** Why the control plane wants a machine replaced, in Cluster API's words; empty when it does not (pkg/filters.go). */
export function controlPlaneReasons(plane: KubeadmControlPlane, machine: Machine, now: number): string[] {
  const reasons: string[] = [];
  if (machine.spec.version !== plane.spec.version) reasons.push(`Version ${machine.spec.version}, ${plane.spec.version} required`);
  if (hasExpired(plane.spec.rollout.after, machine.metadata.creationTimestamp, now)) reasons.push('KubeadmControlPlane spec.rolloutAfter expired');
  return reasons;
}

/** Why a group of workers wants the machines of a set replaced; empty when the set is its newest (mdutil). */
export function machineSetReasons(group: MachineDeployment, set: MachineSet, now: number): string[] {
  const reasons: string[] = [];
  const [current, wanted] = [set.spec.template.spec.version, group.spec.template.spec.version];
  if (current !== wanted) reasons.push(`Version ${current}, ${wanted} required`);
  if (hasExpired(group.spec.rollout.after, set.metadata.creationTimestamp, now)) reasons.push('MachineDeployment spec.rolloutAfter expired');
  return reasons;
}

/** A rollout time that has passed replaces what was made before it. */
function hasExpired(after: string | undefined, createdAt: string, now: number): boolean {
  return after !== undefined && Date.parse(after) <= now && Date.parse(createdAt) < Date.parse(after);
}
