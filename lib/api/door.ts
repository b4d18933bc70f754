import { randomUUID } from 'node:crypto';
import { OpenAPIHandler } from '@orpc/openapi/fetch';
import { withLogContext } from '#lib/platform/log/log-context.ts';
import type { ApiContext } from './api-context.ts';
import { ApiError } from './api-error.ts';
import type { ApiServices } from './api-services.ts';
import { authorise } from './authorise.ts';
import { discardBody } from './discard-body.ts';
import { documentResponse } from './documents.ts';
import { findOperation } from './operations.ts';
import { problemResponse, toProblem } from './problem.ts';
import { bodyLimitBytes, readJsonBody } from './request-body.ts';
import { checkQuery } from './request-query.ts';
import { viewerOfRequest } from './request-viewer.ts';
import { router } from './router.ts';
import { requireSameOrigin } from './same-origin.ts';
import { isShared } from './shared-answers.ts';

const prefix = '/api/v1';

/**
 * Answers any request below `/api/v1`, and never throws: whatever fails is a problem document. Each answer carries
 * `x-request-id`, taken from the request when it brought a sound one, with a suffix where an Idempotency-Key came too;
 * each is timed and logged.
 */
export async function handleApiRequest(services: ApiServices, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const requestId = readRequestId(request.headers);
  const startedAt = performance.now();
  const seen: Seen = { route: 'none', viewer: null };
  return withLogContext({ requestId }, async () => {
    const response = await answer(services, request, url, requestId, seen).catch((thrown: unknown) => {
      const failure = toProblem(thrown, { instance: url.pathname, requestId });
      if (failure.problem.status >= 500) services.log.error({ error: thrown, route: seen.route }, 'a request failed');
      return problemResponse(failure);
    });
    await discardBody(request);
    const seconds = (performance.now() - startedAt) / 1000;
    services.metrics.requestSeconds.observe({ method: knownMethod(request.method), route: seen.route, status: String(response.status) }, seconds);
    // What somebody did must be found by its request id in a log of production; what somebody read need not.
    const level = knownMethod(request.method) === 'GET' || knownMethod(request.method) === 'HEAD' ? 'debug' : 'info';
    services.log[level]({ method: request.method, route: seen.route, status: response.status, viewer: seen.viewer, ms: Math.round(seconds * 1000) }, 'answered');
    response.headers.set('x-request-id', requestId);
    if (!response.headers.has('cache-control')) response.headers.set('cache-control', 'no-store');
    return request.method === 'HEAD' ? new Response(null, { status: response.status, headers: response.headers }) : response;
  });
}

/** What became known of a request on its way, for its log line and its timing. */
type Seen = { route: string; viewer: string | null };

async function answer(services: ApiServices, request: Request, url: URL, requestId: string, seen: Seen): Promise<Response> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const path = url.pathname.slice(prefix.length).replace(/\/$/, '');
  const document = method === 'GET' ? await documentResponse(path, services.banner) : null;
  if (document) {
    seen.route = path;
    return document;
  }
  const { operation, ...found } = findOperation(method, path);
  if (!operation) throw notServed(method, 'allowed' in found ? found.allowed : []);
  seen.route = operation.path;

  const { viewer, by } = await viewerOfRequest(services, request.headers);
  seen.viewer = viewer && `${viewer.kind}:${viewer.id}`;
  if (by === 'cookie' && method !== 'GET') requireSameOrigin(request);
  checkPath(url);
  checkQuery(url);
  // Nobody makes the door read a body before saying who they are.
  const body = method === 'GET' || (!viewer && operation.permission !== null) ? null : await readJsonBody(request, bodyLimitBytes(path));

  const context: ApiContext = { services, viewer, requestId, idempotencyKey: readIdempotencyKey(request.headers), responseHeaders: new Headers(), signal: request.signal };
  const call = () => callOperation(new Request(url, { method, headers: withJsonBody(request.headers), body }), context);
  if (!isShared(operation.name) || operation.permission === null) return call();
  authorise(viewer, operation.permission);
  return services.answers.answer(`${operation.name}${url.search}`, call);
}

/** oRPC turns what an operation throws into an answer of its own; it is caught before, for ours. */
type Call = ApiContext & { failure?: { thrown: unknown } };

const handler = new OpenAPIHandler<Call>(router, {
  interceptors: [
    async ({ context, next }) => {
      try {
        return await next();
      } catch (thrown) {
        context.failure = { thrown };
        throw thrown;
      }
    },
  ],
});

async function callOperation(request: Request, context: Call): Promise<Response> {
  const { matched, response } = await handler.handle(request, { prefix, context });
  if (context.failure) throw context.failure.thrown;
  if (!matched) throw new ApiError('not-found', 'There is nothing at this address.');
  context.responseHeaders.forEach((value, name) => response.headers.set(name, value));
  return response;
}

function notServed(method: string, allowed: string[]): ApiError {
  if (allowed.length === 0) return new ApiError('not-found', 'There is nothing at this address. GET /api/v1/openapi.json lists every operation.');
  return new ApiError('method-not-allowed', `${method} is not possible here; ${allowed.join(', ')} is.`, { headers: { allow: allowed.join(', ') } });
}

function checkPath(url: URL): void {
  if (/%(?![0-9a-f]{2})|%00/i.test(url.pathname)) throw new ApiError('not-found', 'There is nothing at this address.');
}

// Whether an action under a key was carried out is read from the audit record by this id, which must then be of one request alone.
function readRequestId(headers: Headers): string {
  const given = headers.get('x-request-id') ?? '';
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(given)) return randomUUID();
  return headers.has('idempotency-key') ? `${given}.${randomUUID().slice(0, 8)}` : given;
}

function readIdempotencyKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key');
  if (key !== null && (key.length === 0 || key.length > 200)) {
    throw new ApiError('invalid-input', 'The header Idempotency-Key must have 1 to 200 characters.', { issues: [{ pointer: '/headers/idempotency-key', detail: '1 to 200 characters' }] });
  }
  return key;
}

/** The headers for the body as it was read and checked: whole and plain JSON. */
function withJsonBody(headers: Headers): Headers {
  const copy = new Headers(headers);
  for (const name of ['content-length', 'transfer-encoding', 'content-encoding', 'content-disposition']) copy.delete(name);
  copy.set('content-type', 'application/json');
  return copy;
}

/** Any text may stand as a method; a metric has only these. */
function knownMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : 'other';
}
