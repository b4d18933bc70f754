const eventsAtOnce = 50;
const campaignsAtOnce = 50;

type Page = { nextCursor: string | null };

/** Paging of a campaign's events; the same on server and browser, so that what is prefetched is found. */
export function eventPages(id: string) {
  return {
    input: (cursor: string | undefined) => ({ id, limit: eventsAtOnce, ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: (last: Page) => last.nextCursor ?? undefined,
  };
}

/** Paging of the list of campaigns, of these states or all. */
export function campaignPages(states: readonly string[]) {
  return {
    input: (cursor: string | undefined) => ({ limit: campaignsAtOnce, ...(states.length === 0 ? {} : { state: states.join(',') }), ...(cursor === undefined ? {} : { cursor }) }),
    initialPageParam: undefined,
    getNextPageParam: (last: Page) => last.nextCursor ?? undefined,
  };
}
