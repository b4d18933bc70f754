import type { Query, QueryClient } from '@tanstack/react-query';
import { type Hint, isConcerned, leastIntervalMs } from './live-plan.ts';

const gatherMs = 100;

/** The clusters that a campaign's answer names, without importing its type: an answer of another shape names none. */
function targetIdsOf(query: Query): string[] {
  const data: unknown = query.state.data;
  if (typeof data !== 'object' || data === null || !('targets' in data) || !Array.isArray(data.targets)) return [];
  return data.targets.flatMap((target: unknown) => (typeof target === 'object' && target !== null && 'clusterId' in target && typeof target.clusterId === 'string' ? [target.clusterId] : []));
}

/** How many pages of a list are loaded; 1 for any other answer. */
function pagesOf(query: Query): number {
  const data: unknown = query.state.data;
  return typeof data === 'object' && data !== null && 'pages' in data && Array.isArray(data.pages) ? Math.max(1, data.pages.length) : 1;
}

/**
 * Turns hints into refetches of exactly the queries concerned: gathered for 100 ms, each query at its own least interval,
 * never while it is still loading. Queries that nothing shows are only marked stale.
 */
export function createLiveRefresh(client: QueryClient) {
  const due = new Set<string>();
  const lastAt = new Map<string, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    const cache = client.getQueryCache();
    const now = Date.now();
    for (const hash of due) {
      const query = cache.get(hash);
      if (query && (query.state.fetchStatus === 'fetching' || now - (lastAt.get(hash) ?? 0) < leastIntervalMs(query.queryKey, pagesOf(query)))) continue;
      due.delete(hash);
      if (!query) continue;
      lastAt.set(hash, now);
      void client.invalidateQueries({ predicate: (each) => each.queryHash === hash }, { cancelRefetch: false });
    }
    if (due.size > 0) timer = setTimeout(flush, gatherMs);
  };

  return {
    take(hint: Hint) {
      for (const query of client.getQueryCache().getAll()) {
        if (isConcerned(query.queryKey, hint, targetIdsOf(query))) due.add(query.queryHash);
      }
      if (due.size > 0) timer ??= setTimeout(flush, gatherMs);
    },
    /** Asks for everything on the page again: after a reconnect, and now and then while the connection is down. */
    resync() {
      void client.invalidateQueries({}, { cancelRefetch: false });
    },
    stop() {
      clearTimeout(timer);
      due.clear();
    },
  };
}
