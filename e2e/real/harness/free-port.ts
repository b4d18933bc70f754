import { createServer, type Server } from 'node:net';

const lowest = 10_000;
const highest = 19_000;

/** A port that is kept from whoever looks for a free one, until the server that it is for is about to start. */
export interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * A port that nothing listens on now. It lies below the range from which systems take
 * ports for outgoing connections, so that it is still free when a stopped server starts again.
 */
export async function findFreePort(): Promise<number> {
  const { port, release } = await holdFreePort();
  await release();
  return port;
}

/** The same for a server that starts later: lanes that run at the same time choose from the same ports. */
export async function holdFreePort(): Promise<HeldPort> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    const holder = await listen(port);
    if (holder) return { port, release: () => new Promise((resolve) => holder.close(() => resolve())) };
  }
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
