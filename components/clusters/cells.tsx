'use client';
import clsx from 'clsx';
import { useNow } from '#components/ui/now.tsx';
import { absoluteTime } from '#components/ui/relative-time.ts';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { minuteMs } from '#lib/kernel/duration.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { otherSightingsWords, sightingsWords } from './also-seen.ts';
import { asLastSeen, clusterSupport, nodesWords, rolloutWords, seenWords } from './cluster-state.ts';
import { type ListedCluster, listedAge, listedState } from './listed-cluster.ts';
import { kubeletWords, nodeVersionWords } from './versions-words.ts';

type CellProps = { cluster: ClusterSummary };

/** State, name, and on small screens what stands in the other columns; old data says its age beside the name. */
export function NameCell({ cluster }: { cluster: ListedCluster }) {
  const nowMs = useNow(minuteMs / 4);
  const state = listedState(cluster, nowMs);
  const age = listedAge(cluster, nowMs);
  const sightings = sightingsWords(cluster);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span data-tip={state.words} className="grid size-4 shrink-0 place-items-center">
        <StatusGlyph tone={state.tone} label={state.words} />
      </span>
      <span className="min-w-0">
        {/* An age that has no room beside the name wraps below the edge: none is better than a part of it. */}
        <span className="flex h-[1lh] flex-wrap items-baseline gap-x-2 overflow-clip [overflow-clip-margin:2px]">
          <span className="flex max-w-full items-baseline gap-2">
            <TextLink href={`/clusters/${cluster.id}`} className="truncate font-medium">
              {cluster.name}
            </TextLink>
            {sightings ? (
              <span data-tip={`The same cluster is also seen as ${otherSightingsWords(cluster)}`} className="shrink-0 text-sm text-att max-md:hidden">
                <span aria-hidden>×{cluster.alsoSeenAs.length + 1}</span>
                <span className="sr-only">, {sightings}</span>
              </span>
            ) : null}
          </span>
          {age ? <span aria-hidden data-tip={state.words} className="text-sm text-unk max-md:hidden">{age}</span> : null}
        </span>
        <span className="line-clamp-2 text-sm leading-[15px] wrap-anywhere whitespace-normal text-mute md:hidden">
          {cluster.environment} · {age || state.tone !== 'ok' ? state.words : cluster.team}
          {sightings ? ` · ${sightings}` : null}
        </span>
      </span>
    </span>
  );
}

/** A value that may be unassigned, which is a value that one can filter by. */
export function AssignedCell({ value }: { value: string }) {
  return <span className={value === 'unassigned' ? 'text-faint italic' : undefined}>{value}</span>;
}

/** The control plane's version, in the tone of its support. */
export function VersionCell({ cluster }: CellProps) {
  if (cluster.controlPlaneVersion === null) return <Status tone="unknown">unknown</Status>;
  const old = cluster.freshness.state !== 'fresh';
  return <span className={clsx('mono', old ? 'text-unk' : cluster.support.state === 'ended' && 'text-fail')}>{cluster.controlPlaneVersion}</span>;
}

/** The kubelets' versions where they differ from the control plane's, and how far they lie apart. */
export function NodeVersionsCell({ cluster }: CellProps) {
  const words = nodeVersionWords(cluster.nodeVersions);
  const seen = cluster.freshness.state === 'fresh';
  if (words === null) return seen ? <span className="text-faint">none</span> : <span className="text-unk">unknown</span>;
  const { tone, words: brief } = asLastSeen(kubeletWords(cluster), seen);
  return (
    <span data-tip={words} className="block truncate">
      {tone === 'ok' ? <span className={brief === words ? 'mono' : brief === 'level' ? 'text-mute' : undefined}>{brief}</span> : <Status tone={tone}>{brief}</Status>}
    </span>
  );
}

/** What is left of support. */
export function SupportCell({ cluster }: CellProps) {
  const { tone, words } = clusterSupport(cluster, useNow(minuteMs));
  const tip = cluster.support.endOfLife ? `Support ${cluster.support.state === 'ended' ? 'ended' : 'ends'} ${cluster.support.endOfLife}` : undefined;
  return (
    <span data-tip={tip} className="block">
      <Status tone={tone} quiet={tone === 'ok'}>
        {words}
      </Status>
    </span>
  );
}

/** Nodes that are ready, of all. */
export function NodesCell({ cluster }: CellProps) {
  const { total } = cluster.nodes;
  const { tone, words } = nodesWords(cluster);
  if (tone === 'unknown') return <span data-tip={`${words}: not seen lately`} className="text-unk">{total === 0 ? words : total.toLocaleString('en')}</span>;
  if (tone === 'ok') return <span>{total.toLocaleString('en')}</span>;
  return (
    <span className="text-att">
      <StatusGlyph tone={tone} label="not all ready" className="me-1.5 size-2.5" />
      {words}
    </span>
  );
}

/** The operating system of the nodes; more than one is counted. */
export function OsImageCell({ cluster }: CellProps) {
  const [first, ...others] = cluster.osImages;
  if (!first) return <span className="text-faint">unknown</span>;
  const seen = cluster.freshness.state === 'fresh';
  const all = cluster.osImages.map(({ osImage, count }) => `${osImage} ×${count}`).join(', ');
  return (
    <span data-tip={others.length > 0 ? all : undefined} className={clsx('block truncate', !seen && 'text-unk')}>
      {first.osImage}
      {others.length > 0 ? <span className={seen ? 'text-mute' : undefined}> +{others.length}</span> : null}
    </span>
  );
}

/** What the cluster's machines are doing. */
export function RolloutCell({ cluster }: CellProps) {
  const { tone, words } = rolloutWords(cluster);
  if (tone === 'ok') return <span className="text-mute">{words}</span>;
  return (
    <span data-tip={cluster.rollout.reason ?? undefined} className="block">
      <Status tone={tone}>{words}</Status>
    </span>
  );
}

/** When the cluster was last seen, if that is not now. */
export function SeenCell({ cluster }: CellProps) {
  const { tone, words } = seenWords(cluster.freshness, useNow(minuteMs / 4));
  const tip = cluster.freshness.observedAt ? `last seen ${absoluteTime(Date.parse(cluster.freshness.observedAt))}` : undefined;
  return (
    <span data-tip={tip} className="block">
      {tone === 'ok' ? <span className="text-mute">{words}</span> : <Status tone={tone}>{words}</Status>}
    </span>
  );
}
