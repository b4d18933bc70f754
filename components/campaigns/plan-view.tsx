'use client';
import { useState } from 'react';
import { Age } from '#components/ui/age.tsx';
import { Button } from '#components/ui/button.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { Tone } from '#components/ui/tone.ts';
import type { Blocker } from '#lib/api/contract/clusters.ts';
import { countWords } from '#lib/kernel/count-words.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';
import { countMachines, type PlannedTarget, shortMachineName, sortBlockers, splitPlan } from './plan-groups.ts';
import { runningText } from './running-text.ts';

/** The stored plan: first the clusters that cannot be repaved or that something holds, and why, then those that are repaved, in their order. What is to be done about them is told `before` the start. */
export function PlanView({ targets, before = true }: { targets: PlannedTarget[]; before?: boolean }) {
  const { free, held, never } = splitPlan(targets);
  const machines = countWords(countMachines(free), 'machine');
  return (
    <div className="flex min-w-0 flex-col gap-5">
      {never.length > 0 ? <PlanGroup title="Cannot be repaved" note={before ? 'nothing can be asked of them: the campaign halts there until they are skipped; better plan without them' : 'nothing could be asked of them'} targets={never} /> : null}
      {held.length > 0 ? <PlanGroup title="Held" note={before ? 'come last, once what stands in the way is gone; plan again to see' : 'something stood in the way when it was planned'} targets={held} /> : null}
      {free.length > 0 ? <PlanGroup title={before ? 'Will be repaved' : 'Ready'} note={`${machines}, in this order`} targets={free} open={targets.length === 1} /> : null}
    </div>
  );
}

/** The plan by which a campaign was started, as it was seen then; drawn only when it is asked for. */
export function ApprovedPlan({ targets }: { targets: PlannedTarget[] }) {
  const [open, setOpen] = useState(false);
  return (
    <section aria-label="The plan" className="min-w-0">
      <Button kind="quiet" className="mb-2" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide the plan' : 'Show the plan as it was made'}
      </Button>
      {open ? <PlanView targets={targets} before={false} /> : null}
    </section>
  );
}

function PlanGroup({ title, note, targets, open = false }: { title: string; note: string; targets: PlannedTarget[]; open?: boolean }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 font-semibold">
        {title} <span className="ms-1 font-normal text-mute">{countWords(targets.length, 'cluster')} · {note}</span>
      </h2>
      <ol className="overflow-hidden rounded-[10px] border border-line bg-panel">
        {targets.map((target) => (
          <li key={target.clusterId} className="border-b border-line last:border-0">
            <PlannedCluster target={target} open={open} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function PlannedCluster({ target, open }: { target: PlannedTarget; open: boolean }) {
  const { blocking, warnings, notes } = sortBlockers(target.blockers);
  const tone: Tone = blocking.length > 0 ? 'failing' : warnings.length > 0 ? 'attention' : 'ok';
  return (
    <div className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <StatusGlyph tone={tone} label={{ failing: 'blocked', attention: 'ready, with warnings', ok: 'ready' }[tone] ?? tone} />
        <TextLink href={`/clusters/${target.clusterId}`} className="font-semibold break-all">
          {target.clusterName}
        </TextLink>
        <span className="mono text-mute">{target.version ?? 'version unknown'}</span>
        <span className="ms-auto text-mute max-md:ms-0 max-md:basis-full max-md:ps-6">
          {target.steps.length > 0 ? `${countWords(countMachines([target]), 'machine')} · about ${formatDuration(target.expectedSeconds * secondMs)} (${estimateWords(target)})` : 'no machines to replace'}
        </span>
      </div>
      <BlockerLines blockers={blocking} tone="failing" />
      <BlockerLines blockers={warnings} tone="attention" />
      <div className="mt-1 flex flex-wrap gap-x-6 gap-y-1 ps-6 text-sm">
        {notes.length > 0 ? (
          <details className="min-w-0 open:basis-full">
            <summary className="w-fit rounded-sm text-mute hover:text-ink max-md:py-1.5">{notes.length === 1 ? '1 thing' : `${notes.length} things`} to know, as on most clusters</summary>
            <ul className="mt-1 flex list-disc flex-col gap-1 ps-5 text-mute">
              {notes.map((blocker) => (
                <li key={blocker.code} className="break-words">{blocker.message}</li>
              ))}
            </ul>
          </details>
        ) : null}
        {target.steps.length > 0 ? (
          <details open={open} className="min-w-0 open:basis-full">
            <summary className="w-fit rounded-sm text-mute hover:text-ink max-md:py-1.5">Machines in order</summary>
            <Steps target={target} />
          </details>
        ) : null}
      </div>
    </div>
  );
}

/** Where the planned time comes from. */
function estimateWords({ estimatedFrom }: PlannedTarget): string {
  if (!estimatedFrom) return 'rule of thumb';
  return estimatedFrom === 1 ? 'as its last repave took' : `as its last ${estimatedFrom} repaves took`;
}

/** What stands in the way or deserves a look, each with the team that owns it where that is known. */
export function BlockerLines({ blockers, tone }: { blockers: Blocker[]; tone: Tone }) {
  if (blockers.length === 0) return null;
  return (
    <ul className="mt-1.5 flex flex-col gap-1.5 ps-6">
      {blockers.map((blocker) => (
        <li key={`${blocker.code} ${blocker.object?.kind} ${blocker.object?.namespace} ${blocker.object?.name}`} className="flex items-start gap-2">
          <StatusGlyph tone={tone} label={tone === 'failing' ? 'blocks' : 'warning'} className="mt-1 size-2.5" />
          <span className="min-w-0 break-words">
            {runningText(blocker.message)}
            {blocker.team ? <span className="text-mute"> · team {blocker.team}</span> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Steps({ target }: { target: PlannedTarget }) {
  return (
    <ol className="mt-2 mb-1 flex flex-col gap-3">
      {target.steps.map((step, index) => (
        <li key={step.group.name}>
          <p className="text-mute">
            Step {index + 1}: {step.group.kind} <span className="mono" data-tip={step.group.name}>{shortMachineName(step.group.name, target.clusterName)}</span>
          </p>
          <ul className="mt-1 grid gap-x-8 md:grid-cols-2">
            {step.machines.map((machine) => (
              <li key={machine.uid} className="flex items-baseline gap-3 border-b border-line2 py-1">
                <span className="mono min-w-0 flex-1 truncate" data-tip={machine.name}>{shortMachineName(machine.name, target.clusterName)}</span>
                {machine.version === target.version ? null : machine.version === null ? <Status tone="unknown">version unknown</Status> : <span className="mono text-mute">{machine.version}</span>}
                <Age since={machine.createdAt} className="w-16 justify-end" />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
