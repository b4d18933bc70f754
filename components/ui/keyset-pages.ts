/** A page of any list of the API, as far as paging looks at it. */
type KeysetPage = { nextCursor: string | null };

/**
 * The options of `api.….infiniteOptions` for a list paged by keyset: `input` is what is asked beside the cursor. The
 * same on the server and in the browser, so that what is prefetched is found.
 */
export function keysetPages<I extends object, P extends KeysetPage = KeysetPage>(input: I) {
  return {
    input: (cursor: string | undefined) => ({ ...input, ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: (last: P) => last.nextCursor ?? undefined,
  };
}
