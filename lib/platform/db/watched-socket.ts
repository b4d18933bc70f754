import { Socket } from 'node:net';
import { formatDuration } from '#lib/kernel/duration.ts';

/**
 * A socket for one connection to PostgreSQL that breaks, with code ETIMEDOUT, when nothing went either way for
 * `silenceMs`. A server that hangs, or that a proxy took from under the connection, would be waited for without end.
 */
export function createWatchedSocket(silenceMs: number): Socket {
  const socket = new Socket();
  socket.setTimeout(silenceMs, () => socket.destroy(Object.assign(new Error(`PostgreSQL said nothing for ${formatDuration(silenceMs)}`), { code: 'ETIMEDOUT' })));
  return socket;
}
