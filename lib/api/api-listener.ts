import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import compression from 'compression';
import { ApiError } from './api-error.ts';
import { handleApiRequest } from './door.ts';
import { problemResponse, toProblem } from './problem.ts';
import { securityHeaders } from './security-headers.ts';
import { withWeb } from './with-web.ts';

declare global {
  var tarmacApiListener: RequestListener | undefined;
}

/**
 * Offers the API to the server of this process (`lib/web/main.ts`), which lets it answer before Next.js is asked: its
 * routing costs a request several times what the door does. Called by code that Next.js has built, so that pages and
 * API are one program.
 */
export function offerApiListener(): void {
  globalThis.tarmacApiListener = toApiListener((request) => withWeb(request, (services) => handleApiRequest(services, request)));
}

/** What answers as `handle` does, with all that Next.js gives an answer on its way: the headers of every one, and compression. */
export function toApiListener(handle: (request: Request) => Promise<Response>): RequestListener {
  // The door reads the path alone; what a client calls this host is no part of it.
  const answer = createRequestListener((request) => handle(request), { protocol: 'http:', host: 'localhost', onError: refuseMethod });
  const compress = compression();
  const headers = new Headers(securityHeaders({ development: false }).map(({ key, value }): [string, string] => [key, value]));
  return (request, response) => {
    response.setHeaders(headers);
    // The types are those of Express; the code asks no more of a request than what Node gives.
    compress(request as Parameters<typeof compress>[0], response as Parameters<typeof compress>[1], () => answer(request, response));
  };
}

// The only Request that cannot be made of what comes this far is one with a forbidden method (Fetch §2.2.1): TRACE.
function refuseMethod(thrown: unknown): Response {
  if (!(thrown instanceof TypeError)) throw thrown;
  const refused = new ApiError('method-not-allowed', 'This method is possible nowhere.');
  return problemResponse(toProblem(refused, { instance: '/api/v1', requestId: randomUUID() }));
}
