import { shortList } from './summary.ts';

/** What the topology of a cluster waits for, as the reason and message of its TopologyReconciled condition. */
export type TopologyPending = { reason: string; message: string };

/** How far an upgrade has come: the control plane, and names of groups of workers. */
export type UpgradeState = {
  plane: 'pending upgrade' | 'upgrading' | null;
  upgrading: readonly string[];
  pending: readonly string[];
  deferred: readonly string[];
};

/** The words of Cluster API for an upgrade under way (core/reconcilers/topology/cluster/status.go); null when there is none. */
export function upgradeProgress(version: string, { plane, upgrading, pending, deferred }: UpgradeState): TopologyPending | null {
  const named = (names: readonly string[]) => `MachineDeployment${names.length > 1 ? 's' : ''} ${shortList(names)}`;
  const lines: string[] = [];
  if (plane) lines.push(`KubeadmControlPlane ${plane} to version ${version}`);
  if (upgrading.length > 0) lines.push(`${named(upgrading)} upgrading to version ${version}`);
  if (pending.length > 0) lines.push(`${named(pending)} pending upgrade to version ${version}`);
  const reason = lines.length > 0 ? 'ClusterUpgrading' : 'MachineDeploymentsUpgradeDeferred';
  if (deferred.length > 0) lines.push(`${named(deferred)} upgrade to version ${version} deferred using defer-upgrade or hold-upgrade-sequence annotations`);
  return lines.length === 0 ? null : { reason, message: [`Cluster is upgrading to ${version}`, ...lines].join('\n  * ') };
}
