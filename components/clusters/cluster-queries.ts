import { keysetPages } from '#components/ui/keyset-pages.ts';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { type ClusterSearch, listInput } from './cluster-filters.ts';

type Page = { items: ClusterSummary[]; nextCursor: string | null; total: number };

/** Paging of the list of clusters that a search matches. */
export const clusterPages = (search: ClusterSearch) => keysetPages(listInput(search));

/** Everything that a search matches, page by page, at most `most` rows; `onProgress` is told the rows so far. */
export async function readAllClusters(
  list: (input: ReturnType<typeof listInput> & { cursor?: string }) => Promise<Page>,
  search: ClusterSearch,
  { most = 100_000, onProgress }: { most?: number; onProgress?: (rows: number, total: number) => void } = {},
): Promise<ClusterSummary[]> {
  const rows: ClusterSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ ...listInput(search), limit: 500, ...(cursor === undefined ? {} : { cursor }) });
    rows.push(...page.items);
    onProgress?.(rows.length, page.total);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && rows.length < most);
  return rows.slice(0, most);
}
