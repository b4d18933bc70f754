import type { Holder } from './engine/holders.ts';
import type { PlannedTarget } from './model.ts';

/** The targets with a blocking reason wherever another campaign has the cluster. */
export function withHolders(targets: readonly PlannedTarget[], holders: ReadonlyMap<string, Holder>): PlannedTarget[] {
  return targets.map((target) => {
    const holder = holders.get(target.clusterId);
    if (!holder) return target;
    const message = `Cluster ${target.clusterName} is in the hands of the campaign ${holder.name} (${holder.state}). Let it end or abort it first.`;
    return { ...target, blockers: [{ code: 'cluster-busy', severity: 'blocking' as const, message, object: { kind: 'Campaign', namespace: null, name: holder.name }, team: null }, ...target.blockers] };
  });
}
