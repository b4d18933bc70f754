import { clusterTable } from '#lib/inventory/clusters/observe.ts';
import { machineGroupTable, machineHealthCheckTable, machineTable } from '#lib/inventory/machines/observe.ts';
import { nodeTable } from '#lib/inventory/nodes/observe.ts';
import type { ObservedTable } from '#lib/inventory/observation/model.ts';
import { disruptionBudgetTable, namespaceTable, podTable, workloadTable } from '#lib/inventory/workloads/observe.ts';
import type { Noun, Observations } from '#lib/sources/contract.ts';

/** How each noun is stored; a new noun is one line here. */
export const observedTables: { [N in Noun]: ObservedTable<Observations[N]> } = {
  cluster: clusterTable,
  machineGroup: machineGroupTable,
  machine: machineTable,
  machineHealthCheck: machineHealthCheckTable,
  node: nodeTable,
  namespace: namespaceTable,
  workload: workloadTable,
  pod: podTable,
  disruptionBudget: disruptionBudgetTable,
};
