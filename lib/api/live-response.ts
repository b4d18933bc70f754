import { ApiError } from './api-error.ts';
import type { ApiServices } from './api-services.ts';
import { authorise } from './authorise.ts';
import type { LiveStreams } from './live-streams.ts';
import { problemOf } from './problem-of-request.ts';
import { viewerOfRequest } from './request-viewer.ts';

/** `GET /api/live`: server-sent events for a viewer who may read the fleet, asked again while the stream is open. */
export async function liveResponse(services: ApiServices & { live: LiveStreams }, request: Request): Promise<Response> {
  const viewerNow = async () => authorise((await viewerOfRequest(services, request.headers)).viewer, 'fleet:read');
  try {
    const { kind, id } = await viewerNow();
    // Nobody would read or end the stream of a HEAD.
    const stream = request.method === 'HEAD' ? null : services.live.open({
      viewer: `${kind}:${id}`,
      signal: request.signal,
      // Only a clear no ends the stream; a database that is away for a moment does not.
      isAllowed: () => viewerNow().then(() => true, (thrown: unknown) => !isRefusal(thrown)),
    });
    return new Response(stream, { headers: streamHeaders });
  } catch (thrown) {
    return problemOf(services, request, thrown);
  }
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx buffers answers unless told not to.
  'x-accel-buffering': 'no',
};

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof ApiError && (thrown.code === 'not-signed-in' || thrown.code === 'forbidden');
}
