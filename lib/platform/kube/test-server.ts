import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { Socket } from 'node:net';

/** A server of a test, with what was asked of it and its open sockets. */
export type TestServer = { url: string; server: Server; requests: URL[]; sockets: Set<Socket>; stop(): Promise<void> };

/** A real HTTP(S) server on a free port of 127.0.0.1 whose every request goes to `handler`. */
export async function startTestServer(
  handler: (url: URL, request: IncomingMessage, response: ServerResponse) => void,
  tls?: ServerOptions,
): Promise<TestServer> {
  const requests: URL[] = [];
  const sockets = new Set<Socket>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(url);
    handler(url, request, response);
  };
  const server = tls ? createHttpsServer(tls, answer) : createServer(answer);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    server,
    requests,
    sockets,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with a JSON body. */
export function sendJson(response: ServerResponse, body: unknown, status = 200, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** The text of a kubeconfig for `server`, with whatever cluster and user fields a test wants. */
export function testKubeconfig(server: string, cluster: Record<string, unknown> = {}, user: Record<string, unknown> = { token: 't' }): string {
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  });
}
