'use client';
import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SimpleTable } from '#components/ui/simple-table.tsx';
import { Status } from '#components/ui/status.tsx';
import type { TableColumn } from '#components/ui/table-column.ts';
import { Time } from '#components/ui/time.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { CampaignTarget, TargetMachine } from '#lib/api/contract/campaigns.ts';
import { Owner } from './target-owner.tsx';
import { countWords } from '#lib/kernel/count-words.ts';
import { FoldedText } from './folded-text.tsx';
import { machinesToShow, machineTone, machineWords } from './machine-tone.ts';
import { type PlannedTarget, shortMachineName, sortBlockers } from './plan-groups.ts';
import { BlockerLines } from './plan-view.tsx';
import { runningText } from './running-text.ts';
import { SkipTarget } from './skip-target.tsx';

type Row = TargetMachine & { shortName: string };

const columns: TableColumn<Row>[] = [
  { id: 'name', header: 'Machine', width: 190, grow: true, narrow: true, cell: (machine) => <span className="mono" data-tip={machine.name}>{machine.shortName}</span> },
  { id: 'state', header: 'State', width: 112, narrow: true, cell: (machine) => <Status tone={machineTone(machine.state)}>{machineWords(machine)}</Status> },
  { id: 'role', header: 'Role', width: 112, cell: (machine) => <span className="text-mute">{machine.role}</span> },
  { id: 'part', header: 'Part', width: 84, cell: (machine) => <span className="text-mute">{machine.planned ? 'goes' : 'comes'}</span> },
  { id: 'made', header: 'Made', width: 92, cell: (machine) => <Time at={machine.createdAt} none="unknown" className="text-mute" /> },
  { id: 'why', header: 'Why it waits', width: 170, grow: true, cell: (machine) => (machine.reason ? <span data-tip={machine.reason}>{runningText(machine.reason)}</span> : null) },
];

type TargetDetailProps = { campaignId: string; words: string; tone: Tone; target: CampaignTarget; /** By which something holds the target while it waits. */ heldBy: PlannedTarget | null };

/** What a target does, its state in `words`, what holds it and whose that is, and its machines: first those that move or are held, the others when asked for. */
export function TargetDetail({ campaignId, words, tone, target, heldBy }: TargetDetailProps) {
  const [all, setAll] = useState(false);
  const { first, others } = machinesToShow(target.machines);
  const rows = (all ? [...first, ...others] : first).map((machine): Row => ({ ...machine, shortName: shortMachineName(machine.name, target.clusterName) }));
  return (
    <div className="col-span-full min-w-0 border-t border-line2 pb-1">
      <div className="flex flex-col gap-1 px-4 py-2">
        <div className="flex flex-wrap items-center gap-x-3 text-mute">
          <Status tone={tone}>{words}</Status>
          {target.steps > 0 ? (
            <span>
              step {Math.min(target.step + 1, target.steps)} of {target.steps}
            </span>
          ) : null}
          <Owner clusterId={target.clusterId} />
          {target.allowed.includes('skip') ? <span className="ms-auto"><SkipTarget campaignId={campaignId} target={target} /></span> : null}
        </div>
        {target.reason ? <FoldedText text={runningText(target.reason)} /> : null}
        {heldBy ? <HeldBy planned={heldBy} /> : null}
      </div>
      {rows.length > 0 || others.length === 0 ? (
        <SimpleTable
          label={`Machines of ${target.clusterName}`}
          columns={columns}
          rows={rows}
          rowId={(machine) => `${machine.name} ${machine.uid}`}
          empty={<p className="px-4 pb-3 text-mute">The plan replaces no machine of this cluster.</p>}
        />
      ) : null}
      {others.length > 0 ? (
        <Button kind="quiet" className="mx-2 my-1" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? (first.length === 0 ? 'Hide the machines' : 'Only those in motion') : first.length === 0 ? `Show ${countWords(others.length, 'machine')}: none in motion` : `${others.length.toLocaleString('en')} more ${others.length === 1 ? 'machine waits or is' : 'machines wait or are'} done`}
        </Button>
      ) : null}
    </div>
  );
}

function HeldBy({ planned: { blockers } }: { planned: PlannedTarget }) {
  const { blocking, warnings } = sortBlockers(blockers);
  return (
    <div>
      <p>It comes last: when it was planned, this stood in the way. It is looked at again when its turn comes.</p>
      <BlockerLines blockers={blocking} tone="failing" />
      <BlockerLines blockers={warnings} tone="attention" />
    </div>
  );
}
