import { Figure } from '#components/shell/page.tsx';
import { Status } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Overview } from '#lib/api/contract/fleet.ts';

/** The fleet in one line: how much there is, how old the knowledge is, and what is not seen. */
export function FleetLine({ overview }: { overview: Overview }) {
  const { unseen, unseenTotal } = overview;
  const only = unseenTotal === 1 ? unseen[0] : undefined;
  return (
    <div className="mb-4 flex flex-wrap items-baseline gap-x-8 gap-y-2">
      <h1 className="text-xl font-semibold tracking-[-0.015em]">Fleet</h1>
      <Figure value={overview.clusters.toLocaleString('en')} label={overview.clusters === 1 ? 'cluster' : 'clusters'} href="/clusters" />
      <Figure value={overview.nodes.toLocaleString('en')} label={overview.nodes === 1 ? 'node' : 'nodes'} href="/clusters?sort=-nodes" />
      <Figure value={overview.workloads.toLocaleString('en')} label={overview.workloads === 1 ? 'workload' : 'workloads'} />
      <Figure value={overview.pods.toLocaleString('en')} label={overview.pods === 1 ? 'pod' : 'pods'} />
      <span className="ms-auto flex flex-wrap items-baseline gap-x-2 text-sm text-mute max-md:ms-0">
        <span>
          as of <Time at={overview.asOf} />
        </span>
        {unseenTotal > 0 ? (
          <TextLink href={only ? `/clusters/${only.clusterId}` : '/clusters?freshness=stale,unknown'}>
            <Status tone="unknown">
              {only ? (
                <>
                  {only.name} {only.observedAt ? <>not seen for <Time at={only.observedAt} form="age" /></> : 'was never reached'}
                </>
              ) : (
                `${unseenTotal.toLocaleString('en')} clusters not seen lately`
              )}
            </Status>
          </TextLink>
        ) : null}
      </span>
    </div>
  );
}
