import type { z } from 'zod';
import { Age } from '#components/ui/age.tsx';
import { LongName } from '#components/ui/long-name.tsx';
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import type { Tone } from '#components/ui/tone.ts';
import type { disruptionBudget, node, workload } from '#lib/api/contract/clusters.ts';

type Node = z.infer<typeof node>;
type Workload = z.infer<typeof workload>;
type Budget = z.infer<typeof disruptionBudget>;

function NodeState({ node: { ready, unschedulable } }: { node: Node }) {
  if (ready === null) return <Status tone="unknown">unknown</Status>;
  if (!ready) return <Status tone="failing">not ready</Status>;
  return unschedulable ? <Status tone="motion">cordoned</Status> : <Status tone="ok" quiet>ready</Status>;
}

/** Columns of a cluster's nodes. */
export const nodeColumns: TableColumn<Node>[] = [
  { id: 'name', header: 'Node', width: 230, grow: true, narrow: true, cell: (row) => <LongName name={row.name} /> },
  { id: 'state', header: 'State', width: 104, narrow: true, cell: (row) => <NodeState node={row} /> },
  { id: 'roles', header: 'Role', width: 104, cell: (row) => row.roles.join(', ') || <span className="text-faint">worker</span> },
  { id: 'version', header: 'Kubelet', width: 84, cell: (row) => <span className="mono">{row.kubeletVersion ?? 'unknown'}</span> },
  { id: 'os', header: 'OS image', width: 150, cell: (row) => <span data-tip={[row.kernelVersion, row.containerRuntime, row.architecture].filter(Boolean).join(' · ') || undefined}>{row.osImage ?? 'unknown'}</span> },
  { id: 'pods', header: 'Pods', width: 60, align: 'end', cell: (row) => row.pods },
  { id: 'age', header: 'Age', width: 72, align: 'end', cell: (row) => <Age since={row.createdAt} /> },
];

function Replicas({ ready, desired }: { ready: number | null; desired: number | null }) {
  if (ready === null || desired === null) return <Status tone="unknown">unknown</Status>;
  return ready < desired ? <Status tone="attention">{`${ready} of ${desired}`}</Status> : <>{`${ready} of ${desired}`}</>;
}

/** Columns of a cluster's workloads. */
export const workloadColumns: TableColumn<Workload>[] = [
  { id: 'name', header: 'Workload', width: 220, grow: true, narrow: true, cell: (row) => <span className="mono"><span className="text-mute">{row.namespace}/</span>{row.name}</span> },
  { id: 'kind', header: 'Kind', width: 104, cell: (row) => row.kind },
  { id: 'team', header: 'Owner', width: 92, cell: (row) => row.team ?? <span className="text-faint italic">unassigned</span> },
  { id: 'ready', header: 'Ready', width: 92, narrow: true, cell: (row) => <Replicas ready={row.readyReplicas} desired={row.desiredReplicas} /> },
  { id: 'images', header: 'Images', width: 240, grow: true, cell: (row) => <span className="mono text-mute" data-tip={row.images.join('\n') || undefined}>{row.images.join(', ')}</span> },
];

const verdicts: Record<Budget['verdict'], { tone: Tone; words: string }> = {
  allows: { tone: 'ok', words: 'lets pods go' },
  now: { tone: 'attention', words: 'allows none now' },
  never: { tone: 'failing', words: 'never allows any' },
  unknown: { tone: 'unknown', words: 'unknown' },
};

/** Columns of a cluster's disruption budgets. */
export const budgetColumns: TableColumn<Budget>[] = [
  { id: 'name', header: 'Budget', width: 220, grow: true, narrow: true, cell: (row) => <span className="mono"><span className="text-mute">{row.namespace}/</span>{row.name}</span> },
  { id: 'verdict', header: 'For a drain', width: 140, narrow: true, cell: (row) => <Status tone={verdicts[row.verdict].tone} quiet={row.verdict === 'allows'}>{verdicts[row.verdict].words}</Status> },
  { id: 'allowed', header: 'May go', width: 68, align: 'end', cell: (row) => row.disruptionsAllowed ?? '?' },
  { id: 'healthy', header: 'Healthy', width: 92, align: 'end', cell: (row) => `${row.currentHealthy ?? '?'} of ${row.expectedPods ?? '?'}` },
  { id: 'rule', header: 'Rule', width: 150, cell: (row) => (row.minAvailable !== null ? `at least ${row.minAvailable} stay` : row.maxUnavailable !== null ? `at most ${row.maxUnavailable} away` : 'none') },
  { id: 'team', header: 'Owner', width: 92, cell: (row) => row.team ?? <span className="text-faint italic">unassigned</span> },
];
