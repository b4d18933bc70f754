import { createServer } from 'node:net';

const lowest = 10_000;
const highest = 19_000;

/**
 * A loopback port that nothing listens on now. It lies below the range from which systems take
 * ports for outgoing connections, so that it is still free when a stopped server starts again.
 */
export async function findFreePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await canListen(port)) return port;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
