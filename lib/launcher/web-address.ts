import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { describeError } from '#lib/kernel/app-error.ts';
import { StartError } from './start-error.ts';

const patienceMs = 4_000;

/**
 * The port to serve on: `port` when it is free, or any free one for 0. A port that is just being left by processes of
 * a killed start is waited for. Throws a StartError that says what to do when it stays taken.
 */
export async function claimPort(host: string, port: number, waitMs = patienceMs): Promise<number> {
  const deadline = performance.now() + waitMs;
  for (;;) {
    try {
      return await listenOnce(host, port);
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
      if (code === 'EADDRINUSE' && performance.now() < deadline) {
        await wait(200);
        continue;
      }
      if (code === 'EADDRINUSE') throw new StartError('port-in-use', `Port ${port} on ${host} is in use by another program: stop that, or choose another port: PORT=${port + 1} npm start.`);
      if (code === 'EACCES') throw new StartError('port-in-use', `This user may not listen on port ${port}: choose one above 1023: PORT=3000 npm start.`);
      throw new StartError('port-in-use', `Tarmac cannot listen on ${host}, port ${port} (${describeError(thrown)}): check HOST and PORT.`, { cause: thrown });
    }
  }
}

/** The URL at which a browser on this machine reaches a server that listens on `host`. */
export function toLocalUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
