import { randomUUID } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Viewer } from '#lib/access/viewer.ts';
import type { ApiServices } from './api-services.ts';
import { router } from './router.ts';

/**
 * The operations for code in this process, asked as `viewer`: the same permission checks and handlers as by HTTP, no
 * HTTP. Throws what the handlers throw.
 */
export function createServerClient(services: ApiServices, viewer: Viewer | null) {
  return createRouterClient(router, {
    context: () => ({ services, viewer, requestId: randomUUID(), idempotencyKey: null, responseHeaders: new Headers() }),
  });
}

/** TanStack Query options over {@link createServerClient}, with the keys of the browser's, so that what a page prefetches is found there. */
export function createServerApi(services: ApiServices, viewer: Viewer | null) {
  return createTanstackQueryUtils(createServerClient(services, viewer));
}
