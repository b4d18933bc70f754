import { StatusGlyph } from '#components/ui/status.tsx';
import { TextLink } from '#components/ui/text-link.tsx';
import type { ClusterDetail } from '#lib/api/contract/clusters.ts';
import { repavedAs } from './also-seen.ts';

/** Says of a cluster that several sources see as what else it stands in lists, and by which row it can be repaved. */
export function AlsoSeenAs({ cluster }: { cluster: ClusterDetail }) {
  const { alsoSeenAs, managedBy } = cluster;
  if (alsoSeenAs.length === 0) return null;
  const others = alsoSeenAs.some((other) => other.managedBy === 'cluster-api');
  return (
    <div className="mb-4 flex items-start gap-2.5 rounded-[10px] border border-line bg-panel px-4 py-3">
      <StatusGlyph tone="attention" label="seen more than once" className="mt-1" />
      <div className="min-w-0">
        <p className="wrap-anywhere">
          <span className="font-semibold">The same cluster is also seen as </span>
          {alsoSeenAs.map(({ id, name, source }, index) => (
            <span key={id}>
              {index > 0 ? ', ' : ''}
              <TextLink href={`/clusters/${id}`} className="font-semibold underline">{name}</TextLink> by source {source}
            </span>
          ))}
        </p>
        <p className="text-mute">
          Known by the uid of its kube-system namespace, which only a restored copy would share. {actsWords(managedBy === 'cluster-api', others, repavedAs(cluster)?.name)} Totals and the version map count each.
        </p>
      </div>
    </div>
  );
}

function actsWords(here: boolean, others: boolean, by: string | undefined): string {
  if (here) return others ? 'Each that Cluster API made can be repaved: choose one and keep to it.' : 'It is repaved here.';
  return by === undefined ? 'None of them can be repaved.' : `It is repaved as ${by}.`;
}
