'use client';
import { useQuery } from '@tanstack/react-query';
import { runningText } from '#components/campaigns/running-text.ts';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Panel } from '#components/ui/panel.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status, StatusGlyph } from '#components/ui/status.tsx';
import { api } from '#lib/api/client.ts';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { FactList } from './fact-list.tsx';
import { sumUnreadable, unreadableWords } from './listed.ts';

type AsideProps = { cluster: ClusterDetail };

// What a repave is decided by; an object of these that could not be read may be in its way.
const decidingNouns: ReadonlySet<string> = new Set(['cluster', 'machineGroup', 'machine', 'machineHealthCheck', 'node', 'disruptionBudget']);

/** What would stand in the way of a repave, the worst first, with whose it is. */
export function RepaveBlockers({ cluster }: AsideProps) {
  const query = useQuery(api.clusters.blockers.queryOptions({ input: { id: cluster.id } }));
  const items = (query.data?.items ?? []).toSorted((a, b) => a.severity.localeCompare(b.severity));
  const blocking = items.filter((blocker) => blocker.severity === 'blocking').length;
  const unreadable = sumUnreadable(cluster.scopes.filter(({ noun }) => decidingNouns.has(noun)));
  return (
    <Panel title="In the way of a repave" note={query.data && items.length > 0 ? `${blocking} blocking, ${items.length - blocking} to know` : undefined}>
      <StaleStrip query={query} />
      {query.isPending ? <SkeletonRows rows={2} label="Loading blockers" /> : null}
      {query.isError && !query.data ? <ErrorState compact what="Blockers" error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.data && unreadable > 0 ? <p><Status tone="unknown">{`Not all is known: ${unreadableWords(unreadable)}`}</Status></p> : null}
      {query.data && items.length === 0 && unreadable === 0 ? (
        cluster.freshness.state === 'fresh' ? <Status tone="ok">Nothing stands in the way</Status> : <Status tone="unknown">Not known: the cluster was not seen lately</Status>
      ) : null}
      <ul>
        {items.map((blocker, index) => (
          <li key={`${blocker.code} ${blocker.object?.namespace ?? ''}/${blocker.object?.name ?? index}`} className="flex gap-2 border-t border-line2 py-1.5 first:border-0">
            <StatusGlyph tone={blocker.severity === 'blocking' ? 'failing' : 'attention'} label={blocker.severity} className="mt-[4px]" />
            <span className="min-w-0 break-words">
              {runningText(blocker.message)}
              {blocker.object ? (
                <span className="block text-sm text-mute">
                  {blocker.object.kind} <span className="mono">{blocker.object.namespace ? `${blocker.object.namespace}/` : ''}{blocker.object.name}</span>
                  {blocker.team ? ` · ${blocker.team}` : ''}
                </span>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The versions that it may be upgraded to: patches of its minor, then the next minor, never two at once. */
export function NextVersions({ cluster }: AsideProps) {
  return (
    <Panel title="Next versions" note="one minor at a time">
      {cluster.nextVersions.length === 0 ? <p className="text-mute">{nextVersionsUnknown(cluster) ?? 'It runs the newest version that the calendar knows.'}</p> : null}
      <ul>
        {cluster.nextVersions.map((next) => (
          <li key={next.minor} className="flex flex-wrap items-baseline gap-x-3 border-t border-line2 py-1.5 first:border-0">
            <b>{next.minor}</b>
            <span className="mono text-mute">{next.latestPatch ?? 'newest patch unknown'}</span>
            <Status tone={next.support === 'supported' ? 'ok' : next.support === 'ended' ? 'failing' : next.support === 'maintenance' ? 'attention' : 'unknown'} className="ms-auto">
              {next.support}
            </Status>
            {next.blocker ? (
              <Status tone="attention" className="basis-full text-sm">
                {next.blocker}
              </Status>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function nextVersionsUnknown({ controlPlaneVersion, support }: AsideProps['cluster']): string | null {
  if (controlPlaneVersion === null) return 'Its version is not known, so neither is the next.';
  return support.state === 'unknown' ? 'The support calendar does not know its version, so neither the next.' : null;
}

/** Whose it is and by which rule, and how its objects are known. */
export function Assignment({ cluster }: AsideProps) {
  const { assignment } = cluster;
  const ruled = ({ value, rule }: { value: string | null; rule: string }) => (
    <>
      {value ?? <span className="text-faint italic">unassigned</span>}
      <span className="block text-sm text-mute">{rule}</span>
    </>
  );
  const labels = Object.entries(cluster.labels);
  return (
    <Panel title="What it is">
      <FactList
        facts={[
          ['Environment', ruled(assignment.environment)],
          ['Region', ruled(assignment.region)],
          ['Owner', ruled(assignment.team)],
          ['Source', cluster.source],
          ['Namespace', cluster.namespace ? <span key="namespace" className="mono">{cluster.namespace}</span> : null],
          ['Class', cluster.clusterClass],
          ['Infrastructure', cluster.infrastructureKind],
          ['Cluster API', cluster.apiVersion],
          ['Phase', cluster.phase],
        ]}
      />
      {labels.length > 0 ? (
        <details className="mt-2 border-t border-line2 pt-2">
          <summary className="rounded-sm text-mute hover:text-ink">{labels.length} {labels.length === 1 ? 'label' : 'labels'}</summary>
          <ul className="mt-1.5 flex flex-col gap-0.5">
            {labels.map(([key, value]) => (
              <li key={key} className="mono break-all text-mute">
                {key}=<span className="text-ink">{value}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </Panel>
  );
}
