'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { PageHeader } from '#components/shell/page.tsx';
import { useCan } from '#components/shell/viewer.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { useNow } from '#components/ui/now.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { Time } from '#components/ui/time.tsx';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { repavedAs } from './also-seen.ts';
import { clusterState, type StateWords } from './cluster-state.ts';

const RepaveDialog = dynamic(() => import('#components/campaigns/repave-dialog.tsx').then((module) => module.RepaveDialog), { ssr: false });

/** The name of a cluster, its state in words, whose it is, and what can be done with it; nothing with one that is `gone`. */
export function ClusterHeader({ cluster, gone }: { cluster: ClusterDetail; gone: boolean }) {
  const [repaving, setRepaving] = useState(false);
  const nowMs = useNow(minuteMs / 4);
  const state: StateWords = gone ? { tone: 'unknown', words: 'gone' } : clusterState(cluster, nowMs);
  const mayRepave = useCan('campaign:write');
  const managed = cluster.managedBy === 'cluster-api';
  const other = repavedAs(cluster);
  const by = (facet: string, value: string) => (
    <TextLink href={`/clusters?${facet}=${encodeURIComponent(value)}`}>{value === 'unassigned' ? `no ${facet === 'team' ? 'owner' : facet}` : value}</TextLink>
  );
  return (
    <>
      <PageHeader
        parent={{ label: 'Clusters', href: '/clusters' }}
        title={cluster.name}
        meta={
          <>
            <Badge tone={state.tone}>{state.words.charAt(0).toUpperCase() + state.words.slice(1)}</Badge>
            <span>
              {by('environment', cluster.environment)} · {by('region', cluster.region)} · {by('team', cluster.team)}
            </span>
            {cluster.createdAt ? (
              <span>
                made <Time at={cluster.createdAt} />
              </span>
            ) : null}
          </>
        }
        actions={
          gone ? (
            <TextLink href="/clusters" className="underline">All clusters</TextLink>
          ) : managed ? (
            mayRepave ? (
              <Button kind="primary" onClick={() => setRepaving(true)}>
                Repave this cluster…
              </Button>
            ) : null
          ) : other ? (
            <TextLink href={`/clusters/${other.id}`} className="underline">{mayRepave ? 'Repave it as' : 'Open'} {other.name}</TextLink>
          ) : (
            <span className="max-w-[34ch] text-sm text-mute">Not made by Cluster API, so Tarmac can show it but not rebuild it.</span>
          )
        }
      />
      {repaving && !gone ? <RepaveDialog clusters={[cluster]} onClose={() => setRepaving(false)} /> : null}
    </>
  );
}
