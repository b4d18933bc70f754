import type { Random } from '../fleet/random.ts';
import {
  type Cluster,
  clusterNameLabel,
  controlPlaneLabel,
  type KubeadmControlPlane,
  type Machine,
  type MachineSet,
  preTerminateHookPrefix,
  setNameLabel,
} from '../model/cluster-api-object.ts';
import { controllerOf, timestamp } from '../model/kube-object.ts';

/** A machine as its owner makes it: no infrastructure and no node yet. */
export function createMachine(
  cluster: Cluster,
  owner: KubeadmControlPlane | MachineSet,
  zone: string,
  now: number,
  random: Random,
): Machine {
  const name = `${owner.metadata.name}-${random.suffix(5)}`;
  const provider = cluster.spec.infrastructureRef.kind.replace(/Cluster$/, '');
  const isSet = owner.kind === 'MachineSet';
  const template = isSet ? (owner as MachineSet).spec.template : null;
  const controlPlane = isSet ? null : (owner as KubeadmControlPlane);
  const deletion = template?.spec.deletion ?? controlPlane?.spec.machineTemplate.spec.deletion;
  return {
    apiVersion: 'cluster.x-k8s.io/v1beta2',
    kind: 'Machine',
    metadata: {
      name,
      namespace: cluster.metadata.namespace!,
      uid: random.uuid(),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(now),
      labels: {
        [clusterNameLabel]: cluster.metadata.name,
        ...(template
          ? { ...template.metadata.labels, [setNameLabel]: owner.metadata.name }
          : { [controlPlaneLabel]: '', 'cluster.x-k8s.io/control-plane-name': owner.metadata.name }),
      },
      annotations: isSet ? {} : { [`${preTerminateHookPrefix}/kcp-cleanup`]: '' },
      finalizers: ['machine.cluster.x-k8s.io'],
      ownerReferences: [controllerOf(owner)],
    },
    spec: {
      clusterName: cluster.metadata.name,
      bootstrap: { configRef: { apiGroup: 'bootstrap.cluster.x-k8s.io', kind: 'KubeadmConfig', name } },
      infrastructureRef: { apiGroup: 'infrastructure.cluster.x-k8s.io', kind: `${provider}Machine`, name },
      version: template?.spec.version ?? controlPlane!.spec.version,
      failureDomain: zone,
      ...(deletion ? { deletion } : {}),
    },
    status: { conditions: [], initialization: {}, phase: 'Pending', observedGeneration: 1 },
  };
}

/** Where a machine came to be, as its provider names it. */
export function providerIdOf(machine: Machine, random: Random): string {
  const provider = machine.spec.infrastructureRef.kind.replace(/Machine$/, '');
  if (provider === 'AWS') return `aws:///${machine.spec.failureDomain}/i-${random.hex(17)}`;
  return `${provider.toLowerCase()}://${provider === 'OpenStack' ? '/' : ''}${random.uuid()}`;
}

export function isControlPlaneMachine(machine: Machine): boolean {
  return machine.metadata.labels?.[controlPlaneLabel] !== undefined;
}
