'use client';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { FilterMenu, type FilterOption } from '#components/ui/filter-menu.tsx';
import { focusFilter } from '#components/ui/hotkeys.ts';
import { Icon } from '#components/ui/icon.tsx';
import type { Tone } from '#components/ui/tone.ts';
import { api } from '#lib/api/client.ts';
import { filterLimits, nodeAgeBands } from '#lib/inventory/clusters/summary-model.ts';
import { type ClusterFacet, clusterFacets, type ClusterSearch, filterInput, isFiltered, type ValueFilter, valueFilters, withoutFilters } from './cluster-filters.ts';
import { nodeAgeBandWords } from './cluster-state.ts';

const labels: Record<ClusterFacet, string> = { environment: 'Environment', region: 'Region', team: 'Owner', version: 'Version', support: 'Support', rollout: 'Rollout', age: 'Node age', freshness: 'Seen', source: 'Source', managedBy: 'Made by', sightings: 'Seen by' };
const tones: Partial<Record<ClusterFacet, Record<string, Tone>>> = {
  support: { supported: 'ok', maintenance: 'attention', ended: 'failing', unknown: 'unknown' },
  rollout: { steady: 'ok', rolling: 'motion', stuck: 'failing', paused: 'attention', deleting: 'motion', unknown: 'unknown' },
  freshness: { fresh: 'ok', stale: 'unknown', unknown: 'unknown' },
  age: { 'over-budget': 'attention', 'within-budget': 'ok', unknown: 'unknown' },
};
const words: Partial<Record<ClusterFacet, Record<string, string>>> = {
  freshness: { fresh: 'current', stale: 'not lately', unknown: 'never' },
  age: { 'over-budget': 'over budget', 'within-budget': 'within budget' },
  managedBy: { 'cluster-api': 'Cluster API', none: 'something else' },
  sightings: { one: 'one source', several: 'several sources' },
};
const nodeAges = nodeAgeBands.map((value): FilterOption => ({ value, label: nodeAgeBandWords(value) }));
/** These say nothing while all clusters have the same value. */
const onlyWhenSeveral: ReadonlySet<ClusterFacet> = new Set(['source', 'managedBy', 'sightings']);

/** The filters of the clusters page: a part of the name and the facets with their exact counts. On small screens the facets fold. */
export function FilterBar({ search, onChange }: { search: ClusterSearch; onChange: (change: Partial<ClusterSearch>) => void }) {
  // While somebody types, what is typed leads and the URL follows; left alone, the field shows the URL.
  const [typed, setTyped] = useState<string | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  // A menu that was once in use stays, also after its last value is unticked: it is open then and has the focus.
  const [used, setUsed] = useState<readonly ValueFilter[]>([]);
  const newlyUsed = valueFilters.filter((name) => search[name].length > 0 && !used.includes(name));
  if (newlyUsed.length > 0) setUsed([...used, ...newlyUsed]);
  useEffect(() => {
    if (typed === null || typed === search.q) return;
    const timer = window.setTimeout(() => onChange({ q: typed }), 200);
    return () => window.clearTimeout(timer);
  }, [typed, search.q, onChange]);
  const leave = () => {
    if (typed !== null && typed !== search.q) onChange({ q: typed });
    setTyped(null);
  };
  const { data } = useQuery({ ...api.clusters.facets.queryOptions({ input: filterInput(search) }), placeholderData: (before) => before });
  // Versions are counted by minor; one that was chosen whole, as on the map, stands without a count.
  const whole = search.version.filter((value) => !/^\d+\.\d+$|^unknown$/.test(value)).map((value): FilterOption => ({ value, ...(value === 'none' ? { label: 'no version' } : {}) }));
  const optionsOf = (facet: ClusterFacet): FilterOption[] => [...(data?.facets[facet] ?? []).map(({ value, count }) => ({ value, count, label: words[facet]?.[value], tone: tones[facet]?.[value] })), ...(facet === 'version' ? whole : [])];
  const count = valueFilters.filter((name) => search[name].length > 0).length;
  return (
    <div className="flex flex-wrap items-center gap-1.5 max-md:gap-2" role="search" aria-label="Clusters">
      <div className="relative max-md:min-w-[60%] max-md:flex-1">
        <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 -translate-y-1/2 text-faint" />
        <input
          type="search"
          data-filter
          aria-label="Part of the name"
          placeholder="Filter by name"
          maxLength={filterLimits.text}
          value={typed ?? search.q}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={leave}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // A search field would empty itself; leaving it keeps what was filtered.
            event.preventDefault();
            event.currentTarget.blur();
          }}
          className="h-[30px] w-[196px] rounded-[7px] border border-field bg-panel ps-8 pe-2 focus-visible:outline-offset-0 max-md:h-10 max-md:w-full"
        />
      </div>
      <Button className="md:hidden" aria-expanded={unfolded} onClick={() => setUnfolded(!unfolded)}>
        Filters{count > 0 ? ` · ${count}` : ''}
      </Button>
      <div className={unfolded ? 'contents' : 'contents max-md:hidden'}>
        {clusterFacets
          .filter((facet) => !onlyWhenSeveral.has(facet) || optionsOf(facet).length > 1 || used.includes(facet))
          .map((facet) => (
            <FilterMenu key={facet} label={labels[facet]} options={optionsOf(facet)} selected={search[facet]} monospace={facet === 'version'} onChange={(selected) => onChange({ [facet]: selected })} />
          ))}
        {/* One age filter is enough to choose from; this one comes with the bars of the overview. */}
        {used.includes('nodesAged') ? <FilterMenu label="Has nodes of" options={nodeAges} selected={search.nodesAged} onChange={(nodesAged) => onChange({ nodesAged })} /> : null}
        {isFiltered(search) ? (
          <Button
            kind="quiet"
            onClick={() => {
              onChange(withoutFilters());
              focusFilter();
            }}
          >
            Clear all
          </Button>
        ) : null}
      </div>
    </div>
  );
}
