'use client';
import { useQuery } from '@tanstack/react-query';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { useNow } from '#components/ui/now.tsx';
import { isGone } from '#components/ui/problem.ts';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { minuteMs } from '#lib/kernel/duration.ts';
import { AlsoSeenAs } from './also-seen-as.tsx';
import { Assignment, NextVersions, RepaveBlockers } from './cluster-aside.tsx';
import { ClusterFacts } from './cluster-facts.tsx';
import { ClusterHeader } from './cluster-header.tsx';
import { Budgets, ClusterTimeline, Nodes, Workloads } from './cluster-lists.tsx';
import { asGone, seenWords } from './cluster-state.ts';
import type { ClusterTab } from './cluster-tabs.ts';
import { Conditions } from './conditions.tsx';
import { MachineGroups } from './machine-groups.tsx';
import { SeenBy } from './seen-by.tsx';

const tabWords: Record<ClusterTab, string> = { machines: 'Machines', nodes: 'Nodes', workloads: 'Workloads', budgets: 'Disruption budgets', timeline: 'Timeline' };

/** A cluster's page: what it is, how it does, what would be in the way of a repave, and what happened. */
export function ClusterView({ id, tab }: { id: string; tab: ClusterTab }) {
  const query = useQuery(api.clusters.get.queryOptions({ input: { id } }));
  const gone = query.isError && isGone(query.error);
  const cluster = gone && query.data ? asGone(query.data) : query.data;
  if (!cluster) {
    return query.isError ? <ErrorState page what="This cluster" error={query.error} onRetry={() => void query.refetch()} action={<TextLink href="/clusters" className="self-center underline">All clusters</TextLink>} /> : <SkeletonRows rows={12} label="Loading the cluster" />;
  }
  const notSeen = cluster.freshness.state !== 'fresh' && !gone;
  return (
    <>
      <StaleStrip query={query} />
      <ClusterHeader cluster={cluster} gone={gone} />
      {/* There before its words, or a screen reader would not read them out; without the age, which it would read each time it grows. */}
      <span role="status" className="sr-only">{notSeen ? `${cluster.name} ${cluster.freshness.observedAt === null ? 'was never reached' : 'is not current'}` : null}</span>
      {notSeen ? <NotSeen cluster={cluster} /> : null}
      {gone ? null : <AlsoSeenAs cluster={cluster} />}
      <ClusterFacts cluster={cluster} />
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_364px]">
        <div className="flex min-w-0 flex-col gap-3.5">
          <Tabs
            label="Lists of this cluster"
            current={tab}
            tabs={Object.entries(tabWords).map(([each, label]) => ({ id: each, label, href: `/clusters/${id}${each === 'machines' ? '' : `?tab=${each}`}`, ...(each === 'nodes' && (cluster.nodes.total > 0 || cluster.freshness.state === 'fresh') ? { count: cluster.nodes.total } : {}) }))}
          />
          {tab === 'machines' ? <MachineGroups cluster={cluster} /> : null}
          {tab === 'nodes' ? <Nodes cluster={cluster} /> : null}
          {tab === 'workloads' ? <Workloads cluster={cluster} /> : null}
          {tab === 'budgets' ? <Budgets cluster={cluster} /> : null}
          {tab === 'timeline' ? <ClusterTimeline id={id} /> : null}
        </div>
        <div className="grid content-start gap-3.5 md:max-xl:grid-cols-2">
          <RepaveBlockers cluster={cluster} />
          <NextVersions cluster={cluster} />
          <Conditions cluster={cluster} />
          <Assignment cluster={cluster} />
          <SeenBy cluster={cluster} />
        </div>
      </div>
    </>
  );
}

/** Stands above everything of a cluster that is not seen now: what follows is the past. */
function NotSeen({ cluster }: { cluster: ClusterDetail }) {
  const { words } = seenWords(cluster.freshness, useNow(minuteMs / 4));
  const errors = [...new Set(cluster.scopes.map((scope) => scope.error).filter((error) => error !== null))];
  return (
    <div className="mb-4 flex items-start gap-2.5 rounded-[10px] border border-line bg-panel px-4 py-3 hatch-soft">
      <StatusGlyph tone="unknown" className="mt-1" />
      <div className="min-w-0">
        <p className="font-semibold">
          {cluster.freshness.observedAt === null ? 'This cluster was never reached' : `Not current: ${words}`}
        </p>
        <p className="text-mute">What stands below is what was last known. It counts as unknown everywhere, and no campaign moves on by it.</p>
        {errors.slice(0, 2).map((error) => (
          <p key={error} className="mt-1 break-words text-fail">
            {error}
          </p>
        ))}
      </div>
    </div>
  );
}
