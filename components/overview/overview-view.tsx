'use client';
import { useQuery } from '@tanstack/react-query';
import { Page } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';
import type { Overview } from '#lib/api/contract/fleet.ts';
import { DecisionsPanel } from './decisions-panel.tsx';
import { FleetLine } from './fleet-line.tsx';
import { RepavePanel } from './repave-panel.tsx';
import { RunningPanel } from './running-panel.tsx';

/** The fleet at a glance: figures, clusters kept young, what runs and what needs a decision. */
export function OverviewView() {
  const query = useQuery(api.fleet.overview.queryOptions({ input: {} }));
  const { data: overview, error, refetch } = query;
  if (!overview) {
    return <Page>{error ? <ErrorState page error={error} what="The overview" onRetry={() => void refetch()} /> : <SkeletonRows rows={12} label="Loading the overview" />}</Page>;
  }
  if (overview.sources.total === 0) return <FirstSource />;
  if (overview.clusters === 0) return <NothingSeen sources={overview.sources} />;
  return (
    <Page>
      <StaleStrip query={query} />
      <FleetLine overview={overview} />
      <RepavePanel overview={overview} />
      <div className="mt-3.5 grid items-start gap-3.5 lg:grid-cols-[1.45fr_1fr]">
        <RunningPanel />
        <DecisionsPanel />
      </div>
    </Page>
  );
}

/** Sources without any cluster: either they were just added, or they cannot be read. Nothing may look sound then. */
function NothingSeen({ sources: { total, failing } }: { sources: Overview['sources'] }) {
  const unread = total === 1 ? 'The only source cannot be read' : failing === total ? `None of the ${total} sources can be read` : `${failing} of ${total} sources cannot be read`;
  return (
    <Page>
      <h1 className="sr-only">Fleet</h1>
      <EmptyState
        tone={failing > 0 ? 'failing' : 'waiting'}
        title={failing > 0 ? 'No cluster can be seen' : 'No cluster has been seen yet'}
        action={
          <TextLink href="/settings" className={buttonClass('primary', 'hover:no-underline')}>
            See what the sources say
          </TextLink>
        }
        className="py-24"
      >
        {failing > 0 ? `${unread}, so nothing is known of the fleet.` : 'The sources are being listed for the first time; clusters appear here as they are found.'}
      </EmptyState>
      <div className="mx-auto max-w-[720px]">
        <DecisionsPanel />
      </div>
    </Page>
  );
}

function FirstSource() {
  return (
    <Page>
      <h1 className="sr-only">Fleet</h1>
      <EmptyState
        title="No source is connected yet"
        action={
          <TextLink href="/settings" className={buttonClass('primary', 'hover:no-underline')}>
            Add a source…
          </TextLink>
        }
        className="py-24"
      >
        A source is a Cluster API management cluster, or any cluster by its kubeconfig. Add one in Settings or in <span className="mono">tarmac.yaml</span>; clusters appear here within seconds. To look around first, start Tarmac with <span className="mono">TARMAC_DEMO=1</span>.
      </EmptyState>
    </Page>
  );
}
