'use client';
import type { ReactNode } from 'react';
import { runningText } from '#components/campaigns/running-text.ts';
import { Age } from '#components/ui/age.tsx';
import { useNow } from '#components/ui/now.tsx';
import { Status } from '#components/ui/status.tsx';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { NodeVersionsCell, RolloutCell, SeenCell, VersionCell } from './cells.tsx';
import { clusterSupport, nodesWords, rolloutWords } from './cluster-state.ts';

/** The facts that decide whether a cluster is well, each against its measure, in one line, and below it why its rollout stands. */
export function ClusterFacts({ cluster }: { cluster: ClusterDetail }) {
  const nowMs = useNow(minuteMs);
  const support = clusterSupport(cluster, nowMs);
  const nodes = nodesWords(cluster);
  // The header says of a cluster that Cluster API did not make that nothing reports its rollouts.
  const reason = cluster.managedBy === 'cluster-api' && cluster.rollout.state !== 'steady' ? cluster.rollout.reason : null;
  return (
    <div className="mb-4 overflow-hidden rounded-[10px] border border-line bg-panel">
      <dl className="grid grid-cols-[repeat(auto-fit,minmax(132px,1fr))] overflow-hidden">
        <Fact label="Control plane">
          <VersionCell cluster={cluster} />
          {cluster.desiredVersion && cluster.desiredVersion !== cluster.controlPlaneVersion ? <span className="mono text-accent"> → {cluster.desiredVersion}</span> : null}
        </Fact>
        <Fact label="Support">
          <Status tone={support.tone} quiet={support.tone === 'ok'}>
            {support.words}
          </Status>
        </Fact>
        <Fact label="Kubelets">
          <NodeVersionsCell cluster={cluster} />
        </Fact>
        <Fact label="Nodes ready">
          {nodes.tone === 'ok' ? nodes.words : <Status tone={nodes.tone}>{nodes.words}</Status>}
        </Fact>
        <Fact label="Oldest node">
          <Age since={cluster.oldestNodeCreatedAt} budgetDays={cluster.nodeAgeBudgetDays} seen={cluster.freshness.state === 'fresh'} />
        </Fact>
        <Fact label="Rollout">
          <RolloutCell cluster={cluster} />
        </Fact>
        <Fact label="Seen">
          <SeenCell cluster={cluster} />
        </Fact>
      </dl>
      {reason ? (
        <p className="border-t border-line px-4 py-2 wrap-anywhere">
          <span className="text-mute">Rollout {rolloutWords(cluster).words}:</span> {runningText(reason)}
        </p>
      ) : null}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0 px-4 py-2.5 shadow-[1px_1px_0_0_var(--line)]">
      <dt className="text-sm text-mute">{label}</dt>
      <dd className="mt-0.5 text-[14px] font-medium wrap-anywhere">{children}</dd>
    </div>
  );
}
