import { randomUUID } from 'node:crypto';
import type { ApiServices } from './api-services.ts';
import { problemResponse, toProblem } from './problem.ts';

/** The problem document for a request outside of `/api/v1` that failed; what is not the client's doing is logged with `words`. */
export function problemOf({ log }: Pick<ApiServices, 'log'>, request: Request, thrown: unknown, words = 'a request failed'): Response {
  const requestId = randomUUID();
  const instance = new URL(request.url).pathname;
  const failure = toProblem(thrown, { instance, requestId });
  if (failure.problem.status >= 500) log.error({ error: thrown, requestId, path: instance }, words);
  const response = problemResponse(failure);
  response.headers.set('cache-control', 'no-store');
  response.headers.set('x-request-id', requestId);
  return response;
}
