'use client';
import { useQuery } from '@tanstack/react-query';
import { MachineCells } from '#components/charts/machine-cells.tsx';
import { Age } from '#components/ui/age.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { useNow } from '#components/ui/now.tsx';
import { LongName } from '#components/ui/long-name.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { Time } from '#components/ui/time.tsx';
import { api } from '#lib/api/client.ts';
import type { ClusterDetail, Machine, MachineGroup } from '#lib/api/contract/clusters.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import { byGroup, machineState } from './machine-state.ts';

/** The control plane and each node group with its machines in their place of the rollout. */
export function MachineGroups({ cluster }: { cluster: ClusterDetail }) {
  const input = { id: cluster.id };
  const groups = useQuery(api.clusters.groups.queryOptions({ input }));
  const machines = useQuery(api.clusters.machines.queryOptions({ input }));
  if (groups.isPending || machines.isPending) return <Panel title="Machines"><SkeletonRows rows={8} label="Loading machines" /></Panel>;
  const failed = groups.isError && !groups.data ? groups : machines.isError && !machines.data ? machines : null;
  if (failed) return <Panel><ErrorState what="The machines" error={failed.error} onRetry={() => void failed.refetch()} /></Panel>;
  const grouped = byGroup(machines.data?.items ?? []);
  const named = (groups.data?.items ?? []).filter((group) => group.kind !== 'MachineSet' || grouped.has(group.name));
  const rest = [...grouped].filter(([name]) => !named.some((group) => group.name === name)).flatMap(([, items]) => items);
  const seen = cluster.freshness.state === 'fresh';
  if (named.length === 0 && rest.length === 0) {
    return (
      <Panel title="Machines">
        <EmptyState title="No machines are known">
          {cluster.managedBy === 'cluster-api' ? 'Its source has not listed machines of this cluster yet.' : 'Machines are an object of Cluster API; this cluster was not made by it. Its nodes stand under Nodes.'}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      {named.map((group) => (
        <GroupPanel key={group.uid} group={group} machines={grouped.get(group.name) ?? []} seen={seen} cluster={cluster} />
      ))}
      {rest.length > 0 ? (
        <Panel title="Machines without a known group" note={rest.length.toLocaleString('en')} flush>
          <MachineTable machines={rest} seen={seen} cluster={cluster} label="Machines without a known group" />
        </Panel>
      ) : null}
    </>
  );
}

function GroupPanel({ group, machines, seen, cluster }: { group: MachineGroup; machines: Machine[]; seen: boolean; cluster: ClusterDetail }) {
  const nowMs = useNow(minuteMs);
  const cells = machines.map((machine) => {
    const state = machineState(machine, seen, nowMs);
    return { key: machine.uid, tone: state.tone, label: `${machine.name}: ${state.words}` };
  });
  const limits = [group.maxSurge ? `surge ${group.maxSurge}` : null, group.maxUnavailable === null ? null : group.maxUnavailable === '0' ? 'none away' : `at most ${group.maxUnavailable} away`].filter((each) => each !== null);
  return (
    <Panel
      flush
      title={group.role === 'control-plane' ? 'Control plane' : group.name}
      note={
        <span className="text-sm">
          {group.role === 'control-plane' ? `${group.name} · ` : ''}
          {group.kind}
          {group.version ? <span className="mono"> · {group.version}</span> : null}
          {limits.length > 0 ? ` · ${limits.join(', ')}` : ''}
        </span>
      }
      actions={
        <>
          {group.paused ? <Status tone="attention">paused</Status> : null}
          {group.rolloutAfter ? (
            <span>
              rollout asked <Time at={group.rolloutAfter} />
            </span>
          ) : null}
          <Replicas group={group} seen={seen} />
        </>
      }
    >
      {cells.length > 0 ? <MachineCells cells={cells} label={countWords(machines.length, 'machine')} className="px-4 pt-1 pb-2.5" /> : null}
      <MachineTable machines={machines} seen={seen} cluster={cluster} label={`Machines of ${group.name}`} />
    </Panel>
  );
}

function Replicas({ group: { readyReplicas, desiredReplicas, upToDateReplicas }, seen }: { group: MachineGroup; seen: boolean }) {
  if (desiredReplicas === null) return <Status tone="unknown">size unknown</Status>;
  // Who does not reach the cluster counts none as ready.
  if (!seen) return <Status tone="unknown">readiness of {desiredReplicas.toLocaleString('en')} unknown</Status>;
  const outdated = upToDateReplicas === null ? 0 : desiredReplicas - upToDateReplicas;
  return (
    <span>
      {readyReplicas?.toLocaleString('en') ?? '?'} of {desiredReplicas.toLocaleString('en')} ready{outdated > 0 ? `, ${outdated.toLocaleString('en')} to replace` : ''}
    </span>
  );
}

function MachineTable({ machines, seen, cluster, label }: { machines: Machine[]; seen: boolean; cluster: ClusterDetail; label: string }) {
  const explained = machines.some((machine) => machine.reason !== null);
  const columns: TableColumn<Machine>[] = [
    { id: 'name', header: 'Machine', width: 220, grow: true, narrow: true, cell: (machine) => <LongName name={machine.name} tip={machine.nodeName ? `node ${machine.nodeName}` : undefined} /> },
    { id: 'state', header: 'State', width: 150, narrow: true, cell: (machine) => <StateCell machine={machine} seen={seen} /> },
    ...(explained ? [{ id: 'reason', header: 'Why', width: 220, grow: true, cell: (machine: Machine) => <span className="text-mute" data-tip={machine.reason ?? undefined}>{machine.reason}</span> }] : []),
    { id: 'version', header: 'Version', width: 92, cell: (machine) => <span className="mono">{machine.version ?? 'unknown'}</span> },
    { id: 'age', header: 'Age', width: 132, align: 'end', cell: (machine) => <Age since={machine.createdAt} budgetDays={cluster.nodeAgeBudgetDays} seen={seen} /> },
  ];
  return <SimpleTable label={label} columns={columns} rows={machines} rowId={(machine) => machine.uid} rowClass={() => (seen ? undefined : 'hatch-soft')} empty={<p className="px-4 pb-3.5 text-mute">It has no machines now.</p>} />;
}

function StateCell({ machine, seen }: { machine: Machine; seen: boolean }) {
  const { tone, words } = machineState(machine, seen, useNow(minuteMs));
  return (
    <Status tone={tone} quiet={tone === 'ok'}>
      {words}
    </Status>
  );
}
