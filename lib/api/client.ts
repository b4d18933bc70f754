import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { contract } from './contract/contract.ts';
import minified from './contract/minified.json' with { type: 'json' };
import { fetchProblemAsJson, toClientError } from './client-problem.ts';

/**
 * TanStack Query options of every operation, for the browser: `useQuery(api.clusters.list.queryOptions({ input }))`,
 * `useMutation(api.campaigns.start.mutationOptions())`, `api.clusters.key()` to invalidate.
 * What fails throws an ApiClientError.
 */
export const api = createTanstackQueryUtils(createClient());

/** The same operations as plain functions. */
export const apiClient = createClient();

/** A client of the door; `origin` is where the API is when this is no browser, `headers` go with each call. */
export function createClient({ origin, headers }: { origin?: string; headers?: Record<string, string> } = {}): ContractRouterClient<typeof contract> {
  // The minified contract has the routes alone: its type is that of the contract without the schemas.
  const link = new OpenAPILink(minified as unknown as typeof contract, {
    url: () => `${origin ?? globalThis.location.origin}/api/v1`,
    fetch: (request, init) => fetchProblemAsJson(request, { ...init, credentials: 'same-origin' }),
    headers,
    customErrorResponseBodyDecoder: toClientError,
  });
  return createORPCClient(link);
}
