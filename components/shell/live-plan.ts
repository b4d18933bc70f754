/** What `/api/live` says: that something changed, never what it is now. Structurally `LiveHint` of lib/live. */
export type Hint = { noun: string; clusterIds?: string[]; objectIds?: string[]; all?: true };

/** After a gap in listening: whatever is shown may be another. Structurally that of lib/live. */
export const everythingMayHaveChanged: Hint = { noun: '*', all: true };

type Path = { room: string; operation: string; id: string | null };

/** Reads an oRPC query key, `[['clusters', 'get'], { input: { id } }]`; null for keys of other shapes. */
export function pathOf(queryKey: readonly unknown[]): Path | null {
  const [path, options] = queryKey;
  if (!Array.isArray(path) || typeof path[0] !== 'string') return null;
  const input: unknown = typeof options === 'object' && options !== null && 'input' in options ? options.input : null;
  const id = typeof input === 'object' && input !== null && 'id' in input && typeof input.id === 'string' ? input.id : null;
  return { room: path[0], operation: path.slice(1).join('.'), id };
}

// What stands in a cluster and in no list of clusters, nor in what is added up of it.
const within: ReadonlySet<string> = new Set(['pod', 'workload', 'namespace']);

/**
 * Whether a query's answer may have changed by a hint. A campaign's page also shows machines, so it is concerned when
 * one of its clusters is; `targetIds` are the clusters that a campaign's answer names.
 */
export function isConcerned(queryKey: readonly unknown[], hint: Hint, targetIds: readonly string[] = []): boolean {
  const path = pathOf(queryKey);
  if (!path || path.operation === 'search') return false;
  if (hint.noun === everythingMayHaveChanged.noun) return true;
  const about = hint.noun.replace(/s$/, '');
  if (path.room === 'views' || about === 'view') return path.room === 'views' && about === 'view';
  const ids = [...(hint.clusterIds ?? []), ...(hint.objectIds ?? [])];
  const named = path.id !== null && ids.includes(path.id);
  const unnamed = hint.all === true || ids.length === 0;
  switch (path.room) {
    case 'clusters':
      if (about === 'audit') return false;
      if (path.id !== null) return named || (unnamed && about !== 'campaign');
      return about !== 'campaign' && !within.has(about);
    case 'campaigns':
      if (path.id !== null) return named || (unnamed && about !== 'audit') || targetIds.some((id) => ids.includes(id));
      return about === 'campaign';
    case 'sources':
      return about === 'source';
    case 'access':
      return about === 'audit' && path.operation.startsWith('audit');
    case 'fleet':
      // The overview counts pods and workloads.
      return path.operation === 'overview' ? about !== 'audit' && about !== 'namespace' : about !== 'audit' && !within.has(about);
    default:
      return false;
  }
}

/**
 * The least time between two refetches of a query, in milliseconds: one object soon, whole-fleet answers more calmly, the
 * whole audit chain seldom. A list is read again with all of its loaded `pages`, so each of them adds to its time.
 */
export function leastIntervalMs(queryKey: readonly unknown[], pages = 1): number {
  const path = pathOf(queryKey);
  if (path?.operation === 'audit.verify') return 30_000;
  if (path?.room === 'fleet' || path?.operation === 'facets') return 2000;
  return (path?.id === null ? 700 : 250) * pages;
}
