import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Credentials } from './credentials.ts';
import { KubeError } from './kube-error.ts';
import { networkError } from './network-error.ts';

/**
 * How long things may take, in milliseconds: until there is a connection, the first header, the next byte of a body,
 * the whole of a body, and the whole of a listing of many pages.
 */
export type KubeTimeouts = { connectMs: number; headersMs: number; idleMs: number; bodyMs: number; listingMs: number };

/** A request with everything that sending it takes; `server` is the name that errors give it. */
export type KubeHttpRequest = {
  url: URL;
  server: string;
  method: string;
  headers: OutgoingHttpHeaders;
  body: string | null;
  credentials: Credentials;
  timeouts: KubeTimeouts;
  signal: AbortSignal | undefined;
};

/**
 * Sends one request and resolves with the answer once its headers are there, whatever its status.
 * Throws KubeError `unreachable`, `timeout`, `tls`, `invalid-response` or `aborted`; the body is the caller's to read or destroy.
 */
export async function openResponse(request: KubeHttpRequest): Promise<IncomingMessage> {
  try {
    return await send(request);
  } catch (error) {
    if (error instanceof StaleSocket) return send(request);
    throw networkError(error, request.server);
  }
}

/** The server closed a kept-alive socket just when it was used again: not a failure, once. */
class StaleSocket extends Error {}

function send({ url, server, method, headers, body, credentials, timeouts, signal }: KubeHttpRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    // Throws at once for a header that cannot be sent; nothing may be waiting for the request then.
    const outgoing = (secure ? httpsRequest : httpRequest)(url, {
      method, agent: credentials.agent, headers: { ...headers, ...credentials.headers }, signal,
    });
    // A request that waits for the socket of a proxy does not tell that it was destroyed: nobody may wait for its error alone.
    const fail = (error: Error): void => {
      settle();
      reject(error);
      outgoing.destroy();
    };
    const abort = (): void => fail(new KubeError('aborted', 'The request was stopped.'));
    let timer = setTimeout(() => expire('connect', timeouts.connectMs), timeouts.connectMs);
    signal?.addEventListener('abort', abort, { once: true });
    function settle(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
    function expire(phase: 'connect' | 'answer', ms: number): void {
      const text = phase === 'connect' ? 'no connection was made' : 'it accepted the connection and then said nothing';
      fail(new KubeError('timeout', `${server} hangs: ${text} within ${Math.round(ms / 1000)} s. Check the address, firewalls and the load of the API server.`));
    }
    const awaitHeaders = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => expire('answer', timeouts.headersMs), timeouts.headersMs);
    };
    outgoing.once('socket', (socket) => {
      if (outgoing.reusedSocket || (!secure && !socket.connecting)) awaitHeaders();
      else socket.once(secure ? 'secureConnect' : 'connect', awaitHeaders);
    });
    outgoing.once('response', (incoming) => {
      settle();
      resolve(incoming);
    });
    outgoing.on('error', (error) => {
      const stale = outgoing.reusedSocket && method === 'GET' && 'code' in error && error.code === 'ECONNRESET';
      fail(stale ? new StaleSocket() : signal?.aborted ? new KubeError('aborted', 'The request was stopped.') : networkError(error, server));
    });
    if (signal?.aborted) abort();
    else outgoing.end(body ?? undefined);
  });
}
