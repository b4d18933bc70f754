import type { ClusterSnapshot, ScopeFreshness } from '#lib/inventory/clusters/snapshot-model.ts';
import type { Blocker } from '../../../model.ts';
import { blocking } from './blocker.ts';

const objectOf = ({ namespace, name }: ClusterSnapshot) => ({ kind: 'Cluster', namespace, name });

/** Only Cluster API can replace machines. */
export function notManaged(cluster: ClusterSnapshot): Blocker | null {
  if (cluster.managedBy === 'cluster-api') return null;
  return blocking('not-managed', objectOf(cluster), `${cluster.name} was not made by Cluster API: Tarmac can show it and cannot replace its machines.`);
}

/** Unknown is never green: a plan on old data would be a guess. */
export function notFresh(cluster: ClusterSnapshot): Blocker | null {
  const reason = describeUnseen(cluster);
  return reason === null ? null : blocking('not-fresh', objectOf(cluster), `${reason} Nothing is started on data that may be wrong; see Settings, Sources.`);
}

/** A paused Cluster is left alone by all of Cluster API's controllers. */
export function clusterPaused(cluster: ClusterSnapshot): Blocker | null {
  if (!cluster.paused) return null;
  return blocking('cluster-paused', objectOf(cluster), `Cluster ${cluster.name} is paused, so Cluster API would replace nothing. Unpause it (spec.paused, or the annotation cluster.x-k8s.io/paused) when that is right.`);
}

/** A cluster that is being deleted gets no new machines. */
export function clusterDeleting(cluster: ClusterSnapshot): Blocker | null {
  if (cluster.deletingSince === null) return null;
  return blocking('cluster-deleting', objectOf(cluster), `Cluster ${cluster.name} has been in deletion since ${cluster.deletingSince}.`);
}

/** Why the cluster cannot be judged now, in a sentence; null when all that deciding needs is fresh. */
export function describeUnseen(cluster: ClusterSnapshot): string | null {
  return describe(cluster.management, `The management cluster of ${cluster.name}`) ?? describe(cluster.workload, `Cluster ${cluster.name}`);
}

function describe(scopes: ScopeFreshness, subject: string): string | null {
  if (scopes.state === 'fresh') return null;
  const kinds = scopes.problems.map(({ kind }) => kind).join(', ');
  const error = scopes.problems.find((problem) => problem.error !== null)?.error;
  const since = scopes.observedAt === null ? `has not been seen whole yet` : `has not been seen since ${scopes.observedAt}`;
  return `${subject} ${since}${kinds ? ` (${kinds})` : ''}${error ? `: ${error.replace(/\.$/, '')}` : ''}${error && /[?!]$/.test(error) ? '' : '.'}`;
}
