'use client';
import Link from 'next/link';
import { useCan } from '#components/shell/viewer.tsx';
import { Button, buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { type ClusterSearch, isFiltered, withoutFilters } from './cluster-filters.ts';

/** Why no cluster is listed: nothing matches, or no source has shown one yet. */
export function ClustersEmpty({ search, onChange }: { search: ClusterSearch; onChange: (change: Partial<ClusterSearch>) => void }) {
  if (isFiltered(search)) {
    return (
      <EmptyState title="No cluster matches these filters" action={<Button onClick={() => onChange(withoutFilters())}>Clear all filters</Button>}>
        A cluster that was not seen lately keeps its row, so it is not hidden by being away.
      </EmptyState>
    );
  }
  return <NoClusters />;
}

/** No source has shown a cluster yet, and how to change that. */
export function NoClusters() {
  const mayAdd = useCan('source:write');
  return (
    <EmptyState
      title="No clusters yet"
      action={
        <Link href="/settings" className={buttonClass(mayAdd ? 'primary' : 'plain')}>
          {mayAdd ? 'Add a source' : 'See the sources'}
        </Link>
      }
    >
      Clusters appear as soon as a source lists them: a Cluster API management cluster, or any cluster by its kubeconfig. To look around first, start Tarmac with <code className="mono">TARMAC_DEMO=1</code>.
    </EmptyState>
  );
}
