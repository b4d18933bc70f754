import { Figure } from '#components/shell/page.tsx';
import { Status } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import type { Overview } from '#lib/api/contract/fleet.ts';

/** How many there are, and of how many that is not known now. */
function Objects({ count, notSeen, noun, href }: { count: number; notSeen: number; noun: string; href?: string }) {
  return (
    <span className="flex items-baseline gap-x-2">
      <Figure value={count.toLocaleString('en')} label={count === 1 ? noun : `${noun}s`} {...(href ? { href } : {})} />
      {notSeen > 0 ? (
        href ? <TextLink href={`${href}&freshness=stale,unknown`} className="flex"><NotSeen count={notSeen} /></TextLink> : <NotSeen count={notSeen} />
      ) : null}
    </span>
  );
}

function NotSeen({ count }: { count: number }) {
  return (
    <Status tone="unknown" className="text-sm">
      {count.toLocaleString('en')} not seen
    </Status>
  );
}

/** The fleet in one line: how much there is, how old the knowledge is, and what is not seen. */
export function FleetLine({ overview }: { overview: Overview }) {
  const { unseen, unseenTotal } = overview;
  const only = unseenTotal === 1 ? unseen[0] : undefined;
  return (
    <div className="mb-4 flex flex-wrap items-baseline gap-x-8 gap-y-2">
      <h1 className="text-xl font-semibold tracking-[-0.015em]">Fleet</h1>
      <span className="flex items-baseline gap-x-2">
        <Figure value={overview.clusters.toLocaleString('en')} label={overview.clusters === 1 ? 'cluster' : 'clusters'} href="/clusters" />
        {overview.seenBySeveral > 0 ? (
          <TextLink href="/clusters?sightings=several" className="flex" data-tip="Each row counts, with its nodes, workloads and pods">
            <Status tone="attention" className="text-sm">
              {overview.seenBySeveral.toLocaleString('en')} seen by several sources
            </Status>
          </TextLink>
        ) : null}
      </span>
      <Objects count={overview.nodes} notSeen={overview.notSeen.nodes} noun="node" href="/clusters?sort=-nodes" />
      <Objects count={overview.workloads} notSeen={overview.notSeen.workloads} noun="workload" />
      <Objects count={overview.pods} notSeen={overview.notSeen.pods} noun="pod" />
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
