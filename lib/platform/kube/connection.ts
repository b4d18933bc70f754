import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { readBody } from './body.ts';
import { createCredentials, type Credentials } from './credentials.ts';
import { KubeError } from './kube-error.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { openResponse, type KubeTimeouts } from './response.ts';
import { readStatus, statusError } from './status-error.ts';

/** The query of a request; what is undefined is left out. */
export type KubeQuery = Record<string, string | number | boolean | undefined>;

/** One request to an API server. */
export type KubeRequest = {
  /** Path below the server's address, e.g. `/api/v1/nodes`. */
  path: string;
  query?: KubeQuery;
  method?: 'GET' | 'PATCH' | 'POST' | 'DELETE';
  body?: { contentType: string; text: string };
  /** What is asked, for error messages: "list nodes". */
  what?: string;
  signal?: AbortSignal | undefined;
};

/** Sends requests to one API server with one set of credentials and sockets. */
export type KubeConnection = {
  /** The server as messages name it. */
  server: string;
  timeouts: KubeTimeouts;
  /** Resolves with a 2xx answer whose body is not yet read; throws KubeError for all else. */
  open(request: KubeRequest): Promise<IncomingMessage>;
  /** The server's clock as its last answer told it (`Date`, whole seconds), epoch milliseconds; null before, or when it tells none. */
  serverTimeMs(): number | null;
  close(): void;
};

const throttle = { attempts: 5, firstMs: 500, maxMs: 30_000, longestRetryAfterMs: 10_000 };

/**
 * Opens no socket until the first request. A 429, or a 503 with Retry-After, of a few seconds is waited out and repeated
 * a few times (neither was executed), a longer one is thrown with its time; a 401 once with renewed credentials when they can change.
 */
export function createConnection(kubeconfig: Kubeconfig, timeouts: KubeTimeouts): KubeConnection {
  const server = nameOf(kubeconfig);
  const credentials = createCredentials(kubeconfig, timeouts.connectMs);
  let closed = false;
  let serverTimeMs: number | null = null;

  async function attempt(request: KubeRequest, used: Credentials): Promise<IncomingMessage> {
    const incoming = await openResponse({
      url: urlOf(kubeconfig.server, request),
      server,
      method: request.method ?? 'GET',
      headers: {
        accept: 'application/json',
        'user-agent': 'tarmac',
        ...(request.body ? { 'content-type': request.body.contentType, 'content-length': Buffer.byteLength(request.body.text) } : {}),
      },
      body: request.body?.text ?? null,
      credentials: used,
      timeouts,
      signal: request.signal,
    });
    const toldMs = Date.parse(incoming.headers.date ?? '');
    serverTimeMs = Number.isNaN(toldMs) ? null : toldMs;
    const status = incoming.statusCode ?? 0;
    if (status >= 200 && status < 300) return incoming;
    const text = await readBody(incoming, { maxBytes: 64 * 1024, idleMs: timeouts.idleMs, maxMs: timeouts.idleMs, server, signal: request.signal }).catch(() => '');
    throw statusError(status, readStatus(jsonOrNull(text)), {
      server, what: request.what ?? `use ${request.path}`, retryAfterMs: retryAfterMs(incoming.headers['retry-after']),
    });
  }

  return {
    server,
    timeouts,
    async open(request) {
      let renewed = false;
      for (let tries = 0; ; tries += 1) {
        if (closed) throw new KubeError('aborted', 'The connection was closed.');
        const used = await unlessStopped(credentials.current(), request.signal);
        try {
          return await attempt(request, used);
        } catch (error) {
          if (!(error instanceof KubeError)) throw error;
          if (error.code === 'unauthorized' && !renewed && credentials.refresh(used)) {
            renewed = true;
            continue;
          }
          const waitable = error.code === 'throttled' || (error.status === 503 && error.retryAfterMs !== null);
          const askedMs = error.retryAfterMs ?? 0;
          if (!waitable || tries >= throttle.attempts || askedMs > throttle.longestRetryAfterMs) throw error;
          await pause(askedMs + backoffMs(tries, throttle, Math.random()), request.signal);
        }
      }
    },
    serverTimeMs: () => serverTimeMs,
    close() {
      closed = true;
      credentials.close();
    },
  };
}

/** What fails may be the proxy, so it is named too; its password is not. */
function nameOf({ server, cluster: { proxyUrl } }: Kubeconfig): string {
  return proxyUrl ? `${server} through the proxy ${URL.parse(proxyUrl)?.host ?? ''}` : server;
}

function urlOf(server: string, { path, query }: KubeRequest): URL {
  const url = new URL(server + path);
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) url.searchParams.set(key, String(value));
  }
  return url;
}

/** Ends with `aborted` as soon as the signal says so; what was awaited, a sign-in program perhaps, is bounded by itself. */
async function unlessStopped<T>(awaited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return awaited;
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(new KubeError('aborted', 'The request was stopped.'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([awaited, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    throw new KubeError('aborted', 'The request was stopped.');
  }
}

/** Retry-After in seconds or as an HTTP date (RFC 9110 §10.2.3), in milliseconds from now. */
function retryAfterMs(header: string | undefined): number | null {
  if (!header) return null;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
