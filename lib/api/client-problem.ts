import { ORPCError } from '@orpc/client';
import type { Problem } from './problem.ts';

/** A failed call: `code` and `status` of the problem, `message` its detail for people, `data` the whole document. */
export type ApiClientError = ORPCError<string, Problem>;

/** Whether something that was thrown is a problem that the API told, and which. */
export function isApiClientError(thrown: unknown): thrown is ApiClientError {
  return thrown instanceof ORPCError && isProblem(thrown.data);
}

/** Fetches, and lets a problem document pass as the JSON that it is: oRPC reads bodies by their exact type. */
export async function fetchProblemAsJson(request: Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(request, init);
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  return new Response(response.body, { status: response.status, headers });
}

/** The error for a failed answer; null when its body is no problem document (a proxy in between, say). */
export function toClientError(body: unknown): ApiClientError | null {
  return isProblem(body) ? new ORPCError(body.code, { status: body.status, message: body.detail, data: body }) : null;
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string' && 'status' in value && typeof value.status === 'number' && 'detail' in value;
}
