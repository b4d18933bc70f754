'use client';
import { useQuery } from '@tanstack/react-query';
import { Page } from '#components/shell/page.tsx';
import { buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';
import { DecisionsPanel } from './decisions-panel.tsx';
import { FleetLine } from './fleet-line.tsx';
import { RepavePanel } from './repave-panel.tsx';
import { RunningPanel } from './running-panel.tsx';

/** The fleet at a glance: figures, clusters kept young, what runs and what needs a decision. */
export function OverviewView() {
  const { data: overview, error, refetch } = useQuery(api.fleet.overview.queryOptions({ input: {} }));
  if (!overview) {
    return <Page>{error ? <ErrorState error={error} what="The overview" onRetry={() => void refetch()} /> : <SkeletonRows rows={12} label="Loading the overview" />}</Page>;
  }
  if (overview.sources.total === 0) return <FirstSource />;
  return (
    <Page>
      <FleetLine overview={overview} />
      <RepavePanel repave={overview.repave} clusters={overview.clusters} />
      <div className="mt-3.5 grid items-start gap-3.5 lg:grid-cols-[1.45fr_1fr]">
        <RunningPanel />
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
        A source is a Cluster API management cluster, or any cluster by its kubeconfig. Add one in Settings or in tarmac.yaml; clusters appear here within seconds. To look around first, start Tarmac with TARMAC_DEMO=1.
      </EmptyState>
    </Page>
  );
}
