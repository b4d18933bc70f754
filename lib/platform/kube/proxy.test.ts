import { createServer } from 'node:http';
import { createServer as createTcpServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createKubeClient, type KubeClient } from './client.ts';
import { makeTestCertificate } from './test-certificates.ts';
import { sendJson, startTestServer, testKubeconfig } from './test-server.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).toReversed()) await clean();
});

async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function clientFor(server: string, proxy: string, cluster: Record<string, unknown> = {}): KubeClient {
  const client = createKubeClient({ kubeconfig: testKubeconfig(server, { 'proxy-url': proxy, ...cluster }), timeouts: { connectMs: 200 } });
  cleanups.push(() => client.close());
  return client;
}
const ask = (client: KubeClient, signal?: AbortSignal): Promise<unknown> => client.getJson('/version', z.unknown(), { signal });

test('the proxy of a kubeconfig is gone through by a tunnel, sees no credentials, and the certificate of the server is still checked', async () => {
  const authority = makeTestCertificate({ name: 'ca', isAuthority: true });
  const leaf = makeTestCertificate({ name: 'api', issuer: authority });
  const server = await startTestServer((_url, request, response) => sendJson(response, { said: request.headers.authorization }), { cert: leaf.cert, key: leaf.key });
  cleanups.push(() => server.stop());
  const seen: unknown[] = [];
  const proxy = createServer().on('connect', ({ url, headers }, socket) => {
    seen.push([url, headers.authorization]);
    const [host, port] = url!.split(':');
    const onward = connect(Number(port), host!, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
  });
  const address = `http://${await listen(proxy)}`;
  const trusting = clientFor(server.url, address, { 'certificate-authority-data': Buffer.from(authority.cert).toString('base64') });
  expect(await ask(trusting)).toEqual({ said: 'Bearer t' });
  expect(seen).toEqual([[new URL(server.url).host, undefined]]);
  await expect(ask(clientFor(server.url, address))).rejects.toMatchObject({ code: 'tls' });
});

test.each(['http', 'socks5'])('a %s proxy that says nothing times out and is let go; a stop does not wait for it', async (scheme) => {
  const held = new Set<Socket>();
  const proxy = createTcpServer((socket) => void held.add(socket.resume().on('close', () => held.delete(socket))));
  const client = clientFor('https://10.0.0.1:6443', `${scheme}://${await listen(proxy)}`);
  await expect(ask(client)).rejects.toMatchObject({ code: 'timeout' });
  await vi.waitFor(() => expect(held.size).toBe(0));
  const stop = new AbortController();
  const stopped = ask(client, stop.signal);
  await vi.waitFor(() => expect(held.size).toBeGreaterThan(0));
  stop.abort();
  await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  await expect(ask(client, stop.signal)).rejects.toMatchObject({ code: 'aborted' });
});

test('a proxy that is down, or refuses, is named without its password', async () => {
  const refusing = await listen(createServer().on('connect', (_request, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')));
  const refused = await ask(clientFor('https://10.0.0.1:6443', `http://user:hunter2@${refusing}`)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'unreachable', message: expect.stringMatching(new RegExp(`10\\.0\\.0\\.1:6443 through the proxy ${refusing}.* answered 407`)) });
  expect(String(refused)).not.toContain('hunter2');
  await expect(ask(clientFor('https://10.0.0.1:6443', 'socks5://user:hunter2@127.0.0.1:1'))).rejects.toMatchObject({ code: 'unreachable', message: expect.stringMatching(/through the proxy 127\.0\.0\.1:1: .*ECONNREFUSED.*check the address/) });
  await expect(ask(clientFor('https://10.0.0.1:6443', 'http://127.0.0.1:1'))).rejects.toMatchObject({ code: 'unreachable', message: expect.stringContaining('through the proxy 127.0.0.1:1') });
});
