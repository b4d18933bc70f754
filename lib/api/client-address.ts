import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/**
 * The address that a request came from, only for counting attempts: what the nearest proxy added, since all before that
 * is the client's to write. Null when nothing says it.
 */
export function clientAddress(headers: Record<string, unknown> | undefined): string | null {
  const forwarded = headers?.[header];
  return typeof forwarded === 'string' ? forwarded.split(',').at(-1)!.trim() || null : null;
}

/**
 * Adds the address of its socket to what each request to this process says of where it came from, as a proxy would: for
 * a server without one before it, since Next leaves what a client wrote as it is.
 */
export function addSocketAddresses(): void {
  // https://nodejs.org/api/diagnostics_channel.html#http: told before any listener of the request has it.
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[header] = [request.headers[header], request.socket.remoteAddress].filter(Boolean).join(', ');
  });
}

const header = 'x-forwarded-for';
