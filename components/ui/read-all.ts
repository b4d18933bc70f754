const rowsAtOnce = 500;

/** Every row of a list paged by keyset, at most `most`. `list` gets what to add to its own input: the page's size and place. */
export async function readAll<T>(list: (paging: { limit: number; cursor?: string }) => Promise<{ items: T[]; nextCursor: string | null }>, most = 100_000): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: T[]; nextCursor: string | null } = await list({ limit: rowsAtOnce, ...(cursor === null ? {} : { cursor }) });
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && rows.length < most);
  return rows.slice(0, most);
}
