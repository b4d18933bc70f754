import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { type ClusterSearch, listInput } from './cluster-filters.ts';

type Page = { items: ClusterSummary[]; nextCursor: string | null; total: number };

/** The paging options of the list, the same for the server's API and the browser's, so that their keys are equal. */
export function clusterPages(search: ClusterSearch) {
  return {
    input: (cursor: string | undefined) => listInput(search, cursor),
    initialPageParam: undefined,
    getNextPageParam: (last: Page) => last.nextCursor ?? undefined,
  };
}

/** Everything that a search matches, page by page, at most `most` rows; `onProgress` is told the rows so far. */
export async function readAllClusters(
  list: (input: ReturnType<typeof listInput>) => Promise<Page>,
  search: ClusterSearch,
  { most = 100_000, onProgress }: { most?: number; onProgress?: (rows: number, total: number) => void } = {},
): Promise<ClusterSummary[]> {
  const rows: ClusterSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...listInput(search, cursor), limit: 500 });
    rows.push(...page.items);
    onProgress?.(rows.length, page.total);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < most);
  return rows.slice(0, most);
}
