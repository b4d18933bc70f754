import { dehydrate, HydrationBoundary, type FetchInfiniteQueryOptions, type FetchQueryOptions, type QueryKey } from '@tanstack/react-query';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache, type ReactNode } from 'react';
import { createQueryClient } from '#components/shell/query-client.ts';
import { permissionsOf } from '#lib/access/permissions.ts';
import { web } from '#lib/api/compose.ts';
import type { ViewerDto } from '#lib/api/contract/access.ts';
import { toProblem } from '#lib/api/problem.ts';
import { viewerOfRequest } from '#lib/api/request-viewer.ts';
import { createServerApi } from '#lib/api/server-client.ts';

/** Who sent this request; null when nobody is signed in. Asked once a request. */
export const readViewer = cache(async () => {
  const services = await web();
  // A page is opened by people: a bearer header is for the API alone.
  const cookie = (await headers()).get('cookie');
  const { viewer } = await viewerOfRequest(services, new Headers(cookie ? { cookie } : {}));
  return viewer;
});

/** What a page prefetches with, and the boundary that hands it to the browser. */
export class PageQueries {
  readonly api: ReturnType<typeof createServerApi>;
  readonly #client = createQueryClient();

  constructor(api: ReturnType<typeof createServerApi>) {
    this.api = api;
  }

  /** Loads an answer into the page. One that fails is left to the browser, which asks again and shows the problem. */
  async prefetch<T, E, D, K extends QueryKey>(options: FetchQueryOptions<T, E, D, K>): Promise<void> {
    await this.#client.prefetchQuery({ ...options, retry: false });
  }

  /** The same for the first page of a list. */
  async prefetchInfinite<T, E, D, K extends QueryKey, P>(options: FetchInfiniteQueryOptions<T, E, D, K, P>): Promise<void> {
    await this.#client.prefetchInfiniteQuery({ ...options, retry: false });
  }

  /** Loads what the page is about, and returns it: without it there is no page, so what is not there is Next's not-found. */
  async require<T, E, K extends QueryKey>(options: FetchQueryOptions<T, E, T, K>): Promise<T> {
    try {
      return await this.#client.fetchQuery({ ...options, retry: false });
    } catch (thrown) {
      const { status } = toProblem(thrown, { instance: '', requestId: '' }).problem;
      if (status === 404 || status === 403 || status === 400) notFound();
      throw thrown;
    }
  }

  /** Hands everything that was loaded to the views inside. */
  hydrate(children: ReactNode): ReactNode {
    return <HydrationBoundary state={dehydrate(this.#client)}>{children}</HydrationBoundary>;
  }
}

/** Opens a page for who is signed in; sends anybody else to sign in and back to `path`, which is this page's own. */
export async function openPage(path: string): Promise<{ viewer: ViewerDto; queries: PageQueries; openedAtMs: number }> {
  const viewer = await readViewer();
  if (!viewer) redirect(`/sign-in?callbackUrl=${encodeURIComponent(path)}`);
  const queries = new PageQueries(createServerApi(await web(), viewer));
  return { viewer: { ...viewer, permissions: [...permissionsOf(viewer.role)] }, queries, openedAtMs: Date.now() };
}
