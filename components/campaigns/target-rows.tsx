'use client';
import clsx from 'clsx';
import { useState } from 'react';
import { MachineCells } from '#components/charts/machine-cells.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { useNow } from '#components/ui/now.tsx';
import type { CampaignTarget, TargetMachine } from '#lib/api/contract/campaigns.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import { targetTone, targetWords } from './campaign-state.ts';
import { machineCells, machineTone, targetLine } from './machine-tone.ts';

/** Targets as rows, each with a cell for every machine; a row opens to its machines. */
export function TargetRows({ targets }: { targets: CampaignTarget[] }) {
  const [chosen, setChosen] = useState<Record<string, boolean>>({});
  return (
    <ul className="overflow-hidden rounded-[10px] border border-line bg-panel" aria-label="Clusters of this campaign">
      {targets.map((target) => {
        const open = chosen[target.clusterId] ?? (targets.length === 1 || target.state === 'blocked' || target.state === 'failed');
        return (
          <li key={target.clusterId} className="border-b border-line last:border-0">
            <TargetRow target={target} open={open} onToggle={() => setChosen({ ...chosen, [target.clusterId]: !open })} />
            {open ? <TargetDetail target={target} /> : null}
          </li>
        );
      })}
    </ul>
  );
}

function TargetRow({ target, open, onToggle }: { target: CampaignTarget; open: boolean; onToggle: () => void }) {
  const cells = machineCells(target);
  return (
    <div className={clsx('flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2', open && 'bg-hover')}>
      <button type="button" aria-expanded={open} aria-label={`${open ? 'Hide' : 'Show'} the machines of ${target.clusterName}`} onClick={onToggle} className="grid size-6 place-items-center rounded hover:bg-hover">
        <StatusGlyph tone={targetTone(target.state)} label={targetWords(target.state)} />
      </button>
      <TextLink href={`/clusters/${target.clusterId}`} className="w-32 truncate font-medium max-md:w-auto max-md:flex-1">
        {target.clusterName}
      </TextLink>
      <MachineCells cells={cells} label={`${target.replaced} of ${cells.length} machines replaced`} />
      <span className="min-w-0 flex-1 basis-[220px] truncate text-mute max-md:whitespace-normal" data-tip={targetLine(target)}>
        {targetLine(target)}
      </span>
      <span className="w-20 text-end text-sm text-mute">about {formatDuration(target.expectedSeconds * secondMs)}</span>
      <span className="w-16 text-end text-sm text-mute">
        <Elapsed target={target} />
      </span>
    </div>
  );
}

function Elapsed({ target: { startedAt, finishedAt } }: { target: CampaignTarget }) {
  const nowMs = useNow(secondMs);
  if (startedAt === null) return null;
  return formatDuration((finishedAt === null ? nowMs : Date.parse(finishedAt)) - Date.parse(startedAt));
}

const machineColumns: TableColumn<TargetMachine>[] = [
  { id: 'name', header: 'Machine', width: 260, grow: true, narrow: true, cell: (machine) => <span className="mono">{machine.name}</span> },
  { id: 'part', header: 'Part', width: 110, cell: (machine) => (machine.planned ? 'to be replaced' : 'successor') },
  { id: 'role', header: 'Role', width: 110, cell: (machine) => machine.role },
  {
    id: 'state', header: 'State', width: 110, narrow: true,
    cell: (machine) => <Status tone={machineTone(machine.state)}>{machine.planned && machine.state === 'gone' ? 'replaced' : machine.state}</Status>,
  },
  { id: 'made', header: 'Made', width: 100, cell: (machine) => <Time at={machine.createdAt} none="unknown" /> },
  { id: 'why', header: 'Why it waits', width: 280, grow: true, cell: (machine) => (machine.reason ? <span data-tip={machine.reason}>{machine.reason}</span> : null) },
];

function TargetDetail({ target }: { target: CampaignTarget }) {
  return (
    <div className="border-t border-line2">
      <p className="flex flex-wrap gap-x-4 gap-y-1 px-4 py-2 text-mute">
        <Status tone={targetTone(target.state)}>{targetWords(target.state)}</Status>
        <span>
          step {Math.min(target.step + 1, target.steps)} of {target.steps}
        </span>
        {target.reason ? <span className="basis-full text-ink">{target.reason}</span> : null}
      </p>
      <SimpleTable
        label={`Machines of ${target.clusterName}`}
        columns={machineColumns}
        rows={target.machines}
        rowId={(machine) => `${machine.name} ${machine.uid}`}
        empty={<p className="px-4 pb-3 text-mute">The plan replaces no machine of this cluster.</p>}
      />
    </div>
  );
}
