import { isServer, QueryClient } from '@tanstack/react-query';
import { problemOf } from '#components/ui/problem.ts';
import { secondMs } from '#lib/kernel/duration.ts';

/** A query client: hints keep answers fresh, so nothing is refetched for being mounted again within half a minute. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30 * secondMs,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && problemOf(error).retryable,
      },
    },
  });
}

let inBrowser: QueryClient | undefined;

/** One client for the life of the page in the browser, a new one for each request on the server. */
export function queryClientOfPage(): QueryClient {
  if (isServer) return createQueryClient();
  inBrowser ??= createQueryClient();
  return inBrowser;
}
