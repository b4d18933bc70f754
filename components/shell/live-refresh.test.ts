import { dehydrate, hydrate, QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';
import { createLiveRefresh } from './live-refresh.ts';

const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
afterEach(() => client.clear());

function watch(queryKey: readonly unknown[], answer: () => unknown = () => ({})) {
  const fetches = vi.fn(async () => answer());
  const stop = new QueryObserver(client, { queryKey, queryFn: fetches }).subscribe(() => {});
  return { fetches, stop };
}

test('many hints at once make one refetch of the query concerned and none of another', async () => {
  const refresh = createLiveRefresh(client);
  const near = watch([['clusters', 'get'], { input: { id: 'a' } }]);
  const far = watch([['clusters', 'get'], { input: { id: 'b' } }]);
  await vi.waitFor(() => expect(far.fetches).toHaveBeenCalledTimes(1));
  for (let each = 0; each < 50; each += 1) refresh.take({ noun: 'machine', clusterIds: ['a'] });
  await vi.waitFor(() => expect(near.fetches).toHaveBeenCalledTimes(2));
  expect(far.fetches).toHaveBeenCalledTimes(1);
  near.stop();
  far.stop();
  refresh.stop();
});

test('a hint that comes while the answer is on its way leads to one more refetch, so that it is not lost', async () => {
  const refresh = createLiveRefresh(client);
  const waiting: (() => void)[] = [];
  const key = [['clusters', 'get'], { input: { id: 'a' } }];
  const fetches = vi.fn(() => new Promise((resolve) => waiting.push(() => resolve({}))));
  const stop = new QueryObserver(client, { queryKey: key, queryFn: fetches }).subscribe(() => {});
  refresh.take({ noun: 'cluster', clusterIds: ['a'] });
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting[0]!();
  await vi.waitFor(() => expect(fetches).toHaveBeenCalledTimes(2));
  stop();
  refresh.stop();
});

test('a campaign is asked for again when a cluster that it names changes', async () => {
  const refresh = createLiveRefresh(client);
  const campaign = watch([['campaigns', 'get'], { input: { id: 'c' } }], () => ({ targets: [{ clusterId: 'a' }] }));
  await vi.waitFor(() => expect(client.getQueryCache().getAll()[0]?.state.status).toBe('success'));
  refresh.take({ noun: 'machine', clusterIds: ['a'] });
  await vi.waitFor(() => expect(campaign.fetches).toHaveBeenCalledTimes(2));
  campaign.stop();
  refresh.stop();
});

test('a list of many pages is not asked for again by each hint', async () => {
  const refresh = createLiveRefresh(client);
  const pages = watch([['clusters', 'list'], { input: {}, type: 'infinite' }], () => ({ pages: Array.from({ length: 1000 }, () => ({ items: [] })) }));
  const one = watch([['clusters', 'get'], { input: { id: 'a' } }]);
  await vi.waitFor(() => expect(pages.fetches).toHaveBeenCalledTimes(1));
  for (const times of [2, 3]) {
    refresh.take({ noun: 'cluster', clusterIds: ['a'] });
    await vi.waitFor(() => expect(one.fetches).toHaveBeenCalledTimes(times));
  }
  expect(pages.fetches).toHaveBeenCalledTimes(1);
  pages.stop();
  one.stop();
  refresh.stop();
});

/** What the server renders into a page: the answer of one query. */
async function rendered(queryKey: readonly unknown[], data: unknown) {
  const server = new QueryClient();
  await server.prefetchQuery({ queryKey, queryFn: () => data });
  return dehydrate(server);
}

test('what comes with a page is asked for again when a hint about it came while the page was on its way', async () => {
  const refresh = createLiveRefresh(client);
  const [near, far] = ['a', 'b'].map((id) => [['clusters', 'get'], { input: { id } }] as const);
  const pages = [await rendered(near!, { at: 1 }), await rendered(far!, { at: 1 })];
  refresh.take({ noun: 'cluster', clusterIds: ['a'] });
  for (const page of pages) hydrate(client, page);
  const [changed, same] = [watch(near!), watch(far!)];
  await vi.waitFor(() => expect(changed.fetches).toHaveBeenCalledTimes(1));
  // Another page with a newer answer takes the place of what is there, and may be overtaken just the same.
  hydrate(client, await rendered(near!, { at: 2 }));
  await vi.waitFor(() => expect(changed.fetches).toHaveBeenCalledTimes(2));
  expect(same.fetches).not.toHaveBeenCalled();
  changed.stop();
  same.stop();
  refresh.stop();
});

test('after more hints than are kept, whatever comes with a page is asked for again', async () => {
  const refresh = createLiveRefresh(client);
  const key = [['clusters', 'get'], { input: { id: 'a' } }];
  const page = await rendered(key, {});
  for (let each = 0; each < 300; each += 1) refresh.take({ noun: 'cluster', clusterIds: [`other-${each}`] });
  hydrate(client, page);
  const { fetches, stop } = watch(key);
  await vi.waitFor(() => expect(fetches).toHaveBeenCalledTimes(1));
  stop();
  refresh.stop();
});
