import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { holdFreePort } from './free-port.ts';

/** The error of a server that wants to listen on all interfaces, as Cluster API's webhooks do; null when it can. */
function listenOn(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    server.listen(port, () => server.close(() => resolve(null)));
  });
}

test('a port that is held is nobody else\'s until it is released', async () => {
  const { port, release } = await holdFreePort();
  expect(await listenOn(port)).toBe('EADDRINUSE');
  await release();
  expect(await listenOn(port)).toBeNull();
});
