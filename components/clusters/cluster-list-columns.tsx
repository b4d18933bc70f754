import type { z } from 'zod';
import { Age } from '#components/ui/age.tsx';
import { LongName } from '#components/ui/long-name.tsx';
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import type { disruptionBudget, node, workload } from '#lib/api/contract/clusters.ts';
import type { StateWords } from './cluster-state.ts';
import { budgetState, nodeState } from './object-state.ts';

type Node = z.infer<typeof node>;
type Workload = z.infer<typeof workload>;
type Budget = z.infer<typeof disruptionBudget>;

function State({ tone, words }: StateWords) {
  return <Status tone={tone} quiet={tone === 'ok'}>{words}</Status>;
}

/** Columns of a cluster's nodes; `seen` is false when they were not listed lately. */
export const nodeColumns = (seen: boolean): TableColumn<Node>[] => [
  { id: 'name', header: 'Node', width: 230, grow: true, narrow: true, cell: (row) => <LongName name={row.name} /> },
  { id: 'state', header: 'State', width: 104, narrow: true, cell: (row) => <State {...nodeState(row, seen)} /> },
  { id: 'roles', header: 'Role', width: 104, cell: (row) => row.roles.join(', ') || <span className="text-faint">worker</span> },
  { id: 'version', header: 'Kubelet', width: 84, cell: (row) => <span className="mono">{row.kubeletVersion ?? 'unknown'}</span> },
  { id: 'os', header: 'OS image', width: 150, cell: (row) => <span data-tip={[row.kernelVersion, row.containerRuntime, row.architecture].filter(Boolean).join(' · ') || undefined}>{row.osImage ?? 'unknown'}</span> },
  { id: 'pods', header: 'Pods', width: 60, align: 'end', cell: (row) => row.pods },
  { id: 'age', header: 'Age', width: 72, align: 'end', cell: (row) => <Age since={row.createdAt} /> },
];

function Replicas({ ready, desired, seen }: { ready: number | null; desired: number | null; seen: boolean }) {
  if (ready === null || desired === null) return <Status tone="unknown">unknown</Status>;
  if (!seen) return <Status tone="unknown">{`was ${ready} of ${desired}`}</Status>;
  return ready < desired ? <Status tone="attention">{`${ready} of ${desired}`}</Status> : <>{`${ready} of ${desired}`}</>;
}

/** Columns of a cluster's workloads; `seen` as with its nodes. */
export const workloadColumns = (seen: boolean): TableColumn<Workload>[] => [
  { id: 'name', header: 'Workload', width: 220, grow: true, narrow: true, cell: (row) => <span className="mono"><span className="text-mute">{row.namespace}/</span>{row.name}</span> },
  { id: 'kind', header: 'Kind', width: 104, cell: (row) => row.kind },
  { id: 'team', header: 'Owner', width: 92, cell: (row) => row.team ?? <span className="text-faint italic">unassigned</span> },
  { id: 'ready', header: 'Ready', width: 92, narrow: true, cell: (row) => <Replicas ready={row.readyReplicas} desired={row.desiredReplicas} seen={seen} /> },
  { id: 'images', header: 'Images', width: 240, grow: true, cell: (row) => <span className="mono text-mute" data-tip={row.images.join('\n') || undefined}>{row.images.join(', ')}</span> },
];

/** Columns of a cluster's disruption budgets; `seen` as with its nodes. */
export const budgetColumns = (seen: boolean): TableColumn<Budget>[] => [
  { id: 'name', header: 'Budget', width: 220, grow: true, narrow: true, cell: (row) => <span className="mono"><span className="text-mute">{row.namespace}/</span>{row.name}</span> },
  { id: 'verdict', header: 'For a drain', width: 140, narrow: true, cell: (row) => <State {...budgetState(row, seen)} /> },
  { id: 'allowed', header: 'May go', width: 68, align: 'end', cell: (row) => row.disruptionsAllowed ?? '?' },
  { id: 'healthy', header: 'Healthy', width: 92, align: 'end', cell: (row) => `${row.currentHealthy ?? '?'} of ${row.expectedPods ?? '?'}` },
  { id: 'rule', header: 'Rule', width: 150, cell: (row) => (row.minAvailable !== null ? `at least ${row.minAvailable} stay` : row.maxUnavailable !== null ? `at most ${row.maxUnavailable} away` : 'none') },
  { id: 'team', header: 'Owner', width: 92, cell: (row) => row.team ?? <span className="text-faint italic">unassigned</span> },
];
