'use client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { runningText } from '#components/campaigns/running-text.ts';
import { MachineCells } from '#components/charts/machine-cells.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
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
import { groupMachines, machineState, replicasWords } from './machine-state.ts';

/** The control plane and each node group with its machines in their place of the rollout. */
export function MachineGroups({ cluster }: { cluster: ClusterDetail }) {
  const input = { id: cluster.id };
  const groups = useQuery(api.clusters.groups.queryOptions({ input }));
  const machines = useQuery(api.clusters.machines.queryOptions({ input }));
  if (groups.isPending || machines.isPending) return <Panel title="Machines"><SkeletonRows rows={8} label="Loading machines" /></Panel>;
  const failed = groups.isError && !groups.data ? groups : machines.isError && !machines.data ? machines : null;
  if (failed) return <Panel><ErrorState what="The machines" error={failed.error} onRetry={() => void failed.refetch()} /></Panel>;
  const { items, total } = machines.data ?? { items: [], total: 0 };
  const { grouped, rest } = groupMachines(groups.data?.items ?? [], items);
  const seen = cluster.freshness.state === 'fresh';
  if (grouped.length === 0 && rest.length === 0) {
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
      <StaleStrip query={groups.isError ? groups : machines} />
      {total > items.length ? <Status tone="unknown">{`Only ${items.length.toLocaleString('en')} of ${countWords(total, 'machine')} are shown`}</Status> : null}
      {grouped.map(({ group, machines: own }) => (
        <GroupPanel key={group.uid} group={group} machines={own} seen={seen} cluster={cluster} />
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

function Replicas({ group, seen }: { group: MachineGroup; seen: boolean }) {
  const { tone, words } = replicasWords(group, seen);
  return (
    <Status tone={tone} quiet={tone === 'ok'}>
      {words}
    </Status>
  );
}

const shownAtOnce = 100;

function MachineTable({ machines, seen, cluster, label }: { machines: Machine[]; seen: boolean; cluster: ClusterDetail; label: string }) {
  const [shown, setShown] = useState(shownAtOnce);
  const more = Math.min(shownAtOnce, machines.length - shown);
  const explained = machines.some((machine) => machine.reason !== null);
  const columns: TableColumn<Machine>[] = [
    { id: 'name', header: 'Machine', width: 220, grow: true, narrow: true, cell: (machine) => <NameCell machine={machine} /> },
    { id: 'state', header: 'State', width: 150, narrow: true, cell: (machine) => <StateCell machine={machine} seen={seen} /> },
    ...(explained ? [{ id: 'reason', header: 'Why', width: 220, grow: true, cell: (machine: Machine) => <span className="text-mute" data-tip={machine.reason ?? undefined}>{machine.reason && runningText(machine.reason)}</span> }] : []),
    { id: 'version', header: 'Version', width: 92, cell: (machine) => <span className="mono">{machine.version ?? 'unknown'}</span> },
    { id: 'age', header: 'Age', width: 132, align: 'end', cell: (machine) => <Age since={machine.createdAt} budgetDays={cluster.nodeAgeBudgetDays} seen={seen} /> },
  ];
  return (
    <>
      <SimpleTable label={label} columns={columns} rows={machines.slice(0, shown)} rowId={(machine) => machine.uid} rowClass={() => (seen ? undefined : 'hatch-soft')} empty={<p className="px-4 pb-3.5 text-mute">{seen ? 'It has no machines now.' : 'No machine of it is known; the cluster was not seen lately.'}</p>} />
      {more > 0 ? (
        <div className="flex justify-center border-t border-line py-2">
          <Button kind="quiet" onClick={() => setShown(shown + more)}>
            {`Show ${more} more of ${(machines.length - shown).toLocaleString('en')}`}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** The name of a machine, and on small screens below it why it is not where it should be. */
function NameCell({ machine: { name, nodeName, reason } }: { machine: Machine }) {
  return (
    <>
      <LongName name={name} tip={nodeName ? `node ${nodeName}` : undefined} />
      {reason ? <span className="block text-sm text-mute md:hidden">{runningText(reason)}</span> : null}
    </>
  );
}

function StateCell({ machine, seen }: { machine: Machine; seen: boolean }) {
  const { tone, words } = machineState(machine, seen, useNow(minuteMs));
  return (
    <Status tone={tone} quiet={tone === 'ok'}>
      {words}
    </Status>
  );
}
