import type { Query, QueryCacheNotifyEvent, QueryClient } from '@tanstack/react-query';
import { secondMs } from '#lib/kernel/duration.ts';
import { everythingMayHaveChanged, type Hint, isConcerned, leastIntervalMs } from './live-plan.ts';

const gatherMs = 100;
// A page's answers are at most this old when they arrive with it; queries refetch by themselves from 30 s on.
const recentMs = 30 * secondMs;
const mostRecent = 256;

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

/** True when an answer came with a page that the server rendered, and not by the query's own question. */
function cameWithPage(event: QueryCacheNotifyEvent): boolean {
  return event.type === 'added' ? event.query.state.data !== undefined : event.type === 'updated' && event.action.type === 'setState';
}

/**
 * Turns hints into refetches of exactly the queries concerned: gathered for 100 ms, each query at its own least interval,
 * never while it is still loading. Queries that nothing shows are only marked stale. An answer that comes with a page is
 * older than the hints that came while that was on its way, so those are held against it too.
 */
export function createLiveRefresh(client: QueryClient) {
  const due = new Set<string>();
  const lastAt = new Map<string, number>();
  let recent: { hint: Hint; at: number }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const mark = (query: Query, hint: Hint) => {
    if (!isConcerned(query.queryKey, hint, targetIdsOf(query))) return;
    due.add(query.queryHash);
    timer ??= setTimeout(flush, gatherMs);
  };

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

  for (const query of client.getQueryCache().getAll()) lastAt.set(query.queryHash, Date.now());
  const unsubscribe = client.getQueryCache().subscribe((event) => {
    const { queryHash } = event.query;
    if (event.type === 'removed') lastAt.delete(queryHash);
    if (event.type === 'added') lastAt.set(queryHash, Date.now());
    if (cameWithPage(event)) for (const { hint, at } of recent) if (Date.now() - at < recentMs) mark(event.query, hint);
  });

  const markAll = (hint: Hint) => {
    for (const query of client.getQueryCache().getAll()) mark(query, hint);
  };

  return {
    take(hint: Hint) {
      const at = Date.now();
      recent = recent.filter((each) => at - each.at < recentMs);
      if (recent.length >= mostRecent) recent = [{ hint: everythingMayHaveChanged, at }];
      else recent.push({ hint, at });
      markAll(hint);
    },
    /** Asks for everything that is shown again, now and then. */
    resync: () => markAll(everythingMayHaveChanged),
    stop() {
      unsubscribe();
      clearTimeout(timer);
      due.clear();
    },
  };
}
