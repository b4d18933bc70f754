'use client';
import { useQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { useMemo } from 'react';
import { StaleStrip } from '#components/shell/stale-strip.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { useNow } from '#components/ui/now.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import { Status } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import { toneFill } from '#components/ui/tone.ts';
import { api } from '#lib/api/client.ts';
import { hourMs } from '#lib/kernel/duration.ts';
import { type ClusterSearch, clustersHref, filterInput } from './cluster-filters.ts';
import { type StateWords, supportWords } from './cluster-state.ts';
import { ClustersEmpty } from './clusters-empty.tsx';
import { versionGrid } from './version-grid.ts';

type VersionMapProps = { search: ClusterSearch; onChange: (change: Partial<ClusterSearch>) => void };

/** Environments against versions: how many of the clusters that the filters match run which patch of which minor, and how long that is supported. */
export function VersionMap({ search, onChange }: VersionMapProps) {
  const map = useQuery({ ...api.fleet.versions.queryOptions({ input: filterInput(search) }), placeholderData: (before) => before });
  const grid = useMemo(() => versionGrid(map.data?.cells ?? []), [map.data]);
  const nowMs = useNow(hourMs);
  if (map.isPending) {
    return (
      <div className="px-4 pt-3">
        <SkeletonRows rows={6} label="Loading the version map" />
      </div>
    );
  }
  if (map.isError && !map.data) return <ErrorState what="The version map" error={map.error} onRetry={() => void map.refetch()} />;
  if (grid.environments.length === 0) return <ClustersEmpty search={search} onChange={onChange} />;
  const { calendar } = map.data;
  const listed = (change: Partial<ClusterSearch>) => clustersHref({ ...search, view: 'table', ...change });
  const supportOf = (minor: string | null): StateWords => {
    const known = calendar.minors.find((each) => each.minor === minor);
    return supportWords(known ? { state: known.support, endOfLife: known.endOfLife } : { state: 'unknown', endOfLife: null }, nowMs);
  };
  const columns = grid.minors.flatMap(({ minor, versions }) => versions.map((version, index) => ({ minor, version, first: index === 0 })));
  return (
    <>
      <StaleStrip query={map} />
      <div className="min-h-0 overflow-auto scroll-thin focus-visible:outline-offset-[-2px]" tabIndex={0} role="group" aria-label="Version map">
        <table className="w-full border-separate border-spacing-0" aria-label="Clusters by environment and version">
          <thead className="sticky top-0 z-20 bg-panel text-sm">
            <tr>
              <th scope="col" rowSpan={2} className="sticky left-0 z-10 min-w-[120px] bg-panel px-4 align-bottom font-normal text-faint">Environment</th>
              {grid.minors.map(({ minor, versions }) => {
                const support = supportOf(minor);
                return (
                  <th key={minor ?? 'unknown'} scope="colgroup" colSpan={versions.length} className="border-l border-line px-3 pt-3 pb-1.5 text-start">
                    {minor ? (
                      <TextLink href={listed({ version: [minor] })} className="text-lg font-semibold">
                        {minor}
                      </TextLink>
                    ) : (
                      <span className="text-lg font-semibold">Unknown</span>
                    )}
                    <div className="font-normal">
                      <Status tone={support.tone}>{support.words}</Status>
                    </div>
                  </th>
                );
              })}
            </tr>
            <tr>
              {columns.map(({ version, first }) => (
                <th key={version ?? 'unknown'} scope="col" className={clsx('mono max-w-[150px] truncate px-3 pb-2 font-normal text-mute', first && 'border-l border-line')}>
                  {version ?? 'no version'}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.environments.map(({ environment, total, cells }) => (
              <tr key={environment}>
                <th scope="row" className="sticky left-0 z-10 border-t border-line2 max-w-[240px] bg-panel px-4 font-medium max-md:max-w-[132px]">
                  <span className="flex items-baseline gap-2">
                    <TextLink href={listed({ environment: [environment] })} className="truncate">{environment}</TextLink>
                    <span className="shrink-0 font-normal text-faint">{total.toLocaleString('en')}</span>
                  </span>
                </th>
                {columns.map(({ minor, version, first }) => {
                  const cell = cells.get(version);
                  return (
                    <td key={version ?? 'unknown'} className={clsx('h-[52px] min-w-[92px] border-t border-line2 px-2', first && 'border-l border-l-line')}>
                      {cell && cell.clusters > 0 ? <MapCell {...cell} most={grid.most} tone={supportOf(minor).tone} href={listed({ environment: [environment], version: [version ?? 'none'] })} label={`${environment}, ${version ?? 'no version'}`} /> : null}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="shrink-0 border-t border-line px-4 py-2.5 text-sm text-mute">
        Support dates as of {calendar.asOf}, from {calendar.origin}. Hatched: clusters not seen lately, whose version may be another by now.
      </p>
    </>
  );
}

function MapCell({ clusters, unknown, most, tone, href, label }: { clusters: number; unknown: number; most: number; tone: StateWords['tone']; href: string; label: string }) {
  const known = clusters - unknown;
  return (
    <Link href={href} prefetch={false} className="group/cell relative flex flex-col gap-1 rounded-md px-1 py-1.5 hover:bg-hover">
      <span className="flex items-baseline gap-1.5 font-medium">
        <span className="sr-only">{label}: </span>
        {clusters.toLocaleString('en')}
        <span className="sr-only">{clusters === 1 ? ' cluster' : ' clusters'}</span>
        {unknown > 0 ? (
          <span className="text-sm font-normal text-unk">
            <span aria-hidden>◌ </span>
            <span className="sr-only">, </span>
            {unknown.toLocaleString('en')}
            <span className="sr-only"> not seen lately</span>
          </span>
        ) : null}
      </span>
      <span className="flex h-1.5 gap-px overflow-hidden rounded-[2px]" style={{ width: `${Math.max(12, (clusters / most) * 100)}%` }}>
        {known > 0 ? <span className={toneFill[tone]} style={{ flexGrow: known }} /> : null}
        {unknown > 0 ? <span className="hatch" style={{ flexGrow: unknown }} /> : null}
      </span>
    </Link>
  );
}
