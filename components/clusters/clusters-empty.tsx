'use client';
import Link from 'next/link';
import { useFleetFigures } from '#components/shell/use-fleet-figures.ts';
import { useCan } from '#components/shell/viewer.tsx';
import { Button, buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { focusFilter } from '#components/ui/hotkeys.ts';
import { type ClusterSearch, isFiltered, withoutFilters } from './cluster-filters.ts';
import { emptyFleet } from './empty-fleet.ts';

type ClustersEmptyProps = { search: ClusterSearch; onChange: (change: Partial<ClusterSearch>) => void };

/** Why no cluster is listed: nothing matches, or there is none at all. */
export function ClustersEmpty({ search, onChange }: ClustersEmptyProps) {
  if (isFiltered(search)) {
    return (
      <EmptyState title="No cluster matches these filters" action={<ClearAll onChange={onChange} />}>
        A cluster that was not seen lately keeps its row, so it is not hidden by being away.
      </EmptyState>
    );
  }
  return <NoClusters />;
}

function ClearAll({ onChange }: Pick<ClustersEmptyProps, 'onChange'>) {
  const clear = () => {
    onChange(withoutFilters());
    // This button goes away with the filters.
    focusFilter();
  };
  return <Button onClick={clear}>Clear all filters</Button>;
}

/** Why there is no cluster at all, and what to do about it. */
export function NoClusters({ className }: { className?: string }) {
  const { sources } = useFleetFigures();
  const mayAdd = useCan('source:write');
  const { tone, title, words } = emptyFleet(sources);
  return (
    <EmptyState
      tone={tone}
      title={title}
      action={
        <Link href="/settings" className={buttonClass('primary')}>
          {sources?.total === 0 && mayAdd ? 'Add a source…' : 'See the sources'}
        </Link>
      }
      className={className}
    >
      {words}
    </EmptyState>
  );
}
