import { Age } from '#components/ui/age.tsx';
import { Status } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { CampaignDetail } from '#lib/api/contract/campaigns.ts';
import type { Blocker } from '#lib/api/contract/clusters.ts';
import { formatDuration, secondMs } from '#lib/kernel/duration.ts';

type PlannedTarget = CampaignDetail['plan']['targets'][number];

/** The stored plan, cluster by cluster: what stands in the way, and every machine that will be replaced, in order. */
export function PlanView({ targets }: { targets: PlannedTarget[] }) {
  return (
    <ol className="flex flex-col gap-3.5">
      {targets.map((target) => (
        <li key={target.clusterId}>
          <PlannedCluster target={target} open={targets.length <= 3} />
        </li>
      ))}
    </ol>
  );
}

function PlannedCluster({ target, open }: { target: PlannedTarget; open: boolean }) {
  const machines = target.steps.reduce((sum, step) => sum + step.machines.length, 0);
  const blocking = target.blockers.filter(({ severity }) => severity === 'blocking').length;
  return (
    <section className="rounded-[10px] border border-line bg-panel" aria-label={`Plan for ${target.clusterName}`}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
        <TextLink href={`/clusters/${target.clusterId}`} className="font-semibold">
          {target.clusterName}
        </TextLink>
        <span className="mono text-mute">{target.version ?? 'version unknown'}</span>
        <span className="text-mute">
          {machines} {machines === 1 ? 'machine' : 'machines'} · about {formatDuration(target.expectedSeconds * secondMs)}
        </span>
        <span className="ms-auto">
          {blocking > 0 ? <Status tone="failing">will not be started</Status> : target.blockers.length > 0 ? <Status tone="attention">{`${target.blockers.length} to know`}</Status> : <Status tone="ok">nothing in the way</Status>}
        </span>
      </div>
      {target.blockers.length > 0 ? <BlockerList blockers={target.blockers} /> : null}
      {target.steps.length > 0 ? (
        <details open={open} className="border-t border-line2 px-4 py-2">
          <summary className="text-mute">Machines in order</summary>
          <ol className="mt-2 flex flex-col gap-3">
            {target.steps.map((step, index) => (
              <li key={step.group.name}>
                <p className="text-sm text-mute">
                  Step {index + 1}: {step.group.kind} <span className="mono">{step.group.name}</span>
                </p>
                <ul className="mt-1 grid gap-x-6 md:grid-cols-2">
                  {step.machines.map((machine) => (
                    <li key={machine.uid} className="flex items-baseline gap-3 border-b border-line2 py-1">
                      <span className="mono min-w-0 flex-1 truncate">{machine.name}</span>
                      <span className="mono text-mute">{machine.version ?? 'unknown'}</span>
                      <Age since={machine.createdAt} className="w-16 justify-end" />
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </section>
  );
}

function BlockerList({ blockers }: { blockers: Blocker[] }) {
  return (
    <ul className="border-t border-line2 px-4 py-1.5">
      {blockers.map((blocker) => (
        <li key={`${blocker.code} ${blocker.object?.kind} ${blocker.object?.namespace} ${blocker.object?.name}`} className="py-1">
          <Status tone={blocker.severity === 'blocking' ? 'failing' : 'attention'} quiet>
            <span className="whitespace-normal">
              {blocker.message}
              {blocker.team ? <span className="text-faint"> · team {blocker.team}</span> : null}
            </span>
          </Status>
        </li>
      ))}
    </ul>
  );
}
