import type { MachineGroupObservation, MachineHealthCheckObservation, MachineObservation } from '../machines/model.ts';
import type { DisruptionBudgetObservation } from '../workloads/model.ts';
import type { Condition, FreshnessState } from './model.ts';

/** How current a set of scopes is: as current as the oldest of them. */
export type ScopeFreshness = {
  state: FreshnessState;
  /** When the oldest scope was last known current; null when one of them never was. ISO 8601. */
  observedAt: string | null;
  /** The scopes that are not fresh, with the last error in words; `kind` is the noun where none was ever listed. */
  problems: { kind: string; error: string | null; observedAt: string | null; staleAfterMs: number | null }[];
};

/** Everything about one cluster that deciding on its machines needs, read at one moment. Instants are ISO 8601 in UTC. */
export type ClusterSnapshot = {
  id: string;
  sourceId: string;
  uid: string;
  namespace: string | null;
  name: string;
  managedBy: 'cluster-api' | 'none';
  apiVersion: string | null;
  clusterClass: string | null;
  desiredVersion: string | null;
  controlPlaneVersion: string | null;
  paused: boolean;
  deletingSince: string | null;
  team: string | null;
  conditions: Condition[];
  /** Control planes, MachineDeployments, MachinePools, and MachineSets that nobody owns. */
  groups: MachineGroupObservation[];
  machines: MachineObservation[];
  healthChecks: MachineHealthCheckObservation[];
  budgets: DisruptionBudgetObservation[];
  /** Namespaces that have pods on the node of a machine that is being deleted, by node name. */
  drainingNamespaces: Record<string, string[]>;
  /** Cluster, machine groups and machines, in the management cluster. */
  management: ScopeFreshness;
  /** Health checks, in the management cluster. */
  healthCheckScopes: ScopeFreshness;
  /** Nodes and disruption budgets, in the cluster itself. */
  workload: ScopeFreshness;
};

/** The machines that a group owns, directly or through MachineSets. */
export function machinesOf(snapshot: Pick<ClusterSnapshot, 'machines'>, group: Pick<MachineGroupObservation, 'kind' | 'name' | 'uid' | 'role'>): MachineObservation[] {
  return snapshot.machines.filter(
    (machine) =>
      machine.ownerUid === group.uid ||
      // A MachinePool may bear the name of a MachineDeployment.
      (machine.groupName === group.name && machine.role === group.role && (machine.ownerKind === 'MachinePool') === (group.kind === 'MachinePool')),
  );
}
