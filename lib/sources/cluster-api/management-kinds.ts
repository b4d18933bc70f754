import type { z } from 'zod';
import type { Noun, Observations, SourceSettings } from '../contract.ts';
import { controlPlaneGroup, coreGroup, type ApiVersion } from './api-version.ts';
import { mapMachine } from './map-machine.ts';
import { mapCluster, mapControlPlane, mapMachineGroup, mapMachineHealthCheck } from './map.ts';
import { clusterWire, controlPlaneWire, machineGroupWire, machineHealthCheckWire, machineWire } from './wire.ts';

/** One kind that is observed in the management cluster. */
export type ManagementKind<N extends Noun = Noun> = {
  kind: string;
  noun: N;
  group: string;
  resource: string;
  project: (version: ApiVersion, settings: SourceSettings) => (object: unknown) => Observations[N] | null;
};

function entry<N extends Noun, W>(
  fields: Omit<ManagementKind<N>, 'project'>, wire: z.ZodType<W>, map: (wire: W, version: ApiVersion, settings: SourceSettings) => Observations[N],
): ManagementKind<N> {
  return {
    ...fields,
    project: (version, settings) => (object) => {
      const parsed = wire.safeParse(object);
      return parsed.success ? map(parsed.data, version, settings) : null;
    },
  };
}

/** Clusters, as the source itself follows them. */
export const clusterKind = entry(
  { kind: 'Cluster', noun: 'cluster', group: coreGroup, resource: 'clusters' }, clusterWire,
  (wire, version, { rules, defaults }) => mapCluster(wire, version, { rules, defaults }),
);

/** KubeadmControlPlanes, the one kind outside of the core group. */
export const controlPlaneKind = entry(
  { kind: 'KubeadmControlPlane', noun: 'machineGroup', group: controlPlaneGroup, resource: 'kubeadmcontrolplanes' }, controlPlaneWire, mapControlPlane,
);

/** Everything but Clusters, which the source itself follows. */
export const machineKinds = [
  controlPlaneKind,
  entry({ kind: 'MachineDeployment', noun: 'machineGroup', group: coreGroup, resource: 'machinedeployments' }, machineGroupWire, (wire, version) => mapMachineGroup('MachineDeployment', wire, version)),
  entry({ kind: 'MachineSet', noun: 'machineGroup', group: coreGroup, resource: 'machinesets' }, machineGroupWire, (wire, version) => mapMachineGroup('MachineSet', wire, version)),
  entry({ kind: 'MachinePool', noun: 'machineGroup', group: coreGroup, resource: 'machinepools' }, machineGroupWire, (wire, version) => mapMachineGroup('MachinePool', wire, version)),
  entry({ kind: 'Machine', noun: 'machine', group: coreGroup, resource: 'machines' }, machineWire, mapMachine),
  entry({ kind: 'MachineHealthCheck', noun: 'machineHealthCheck', group: coreGroup, resource: 'machinehealthchecks' }, machineHealthCheckWire, mapMachineHealthCheck),
] as const;
