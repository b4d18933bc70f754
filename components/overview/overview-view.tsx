'use client';
import { useQuery } from '@tanstack/react-query';
import { NoClusters } from '#components/clusters/clusters-empty.tsx';
import { Page } from '#components/shell/page.tsx';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
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

/** A fleet without any cluster. Nothing may look sound then. */
function NothingSeen({ sources }: { sources: Overview['sources'] }) {
  return (
    <Page>
      <h1 className="sr-only">Fleet</h1>
      <NoClusters className="py-24" />
      {sources.total > 0 ? (
        <div className="mx-auto max-w-[720px]">
          <DecisionsPanel />
        </div>
      ) : null}
    </Page>
  );
}
