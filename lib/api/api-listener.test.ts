import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, RequestOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { toApiListener } from './api-listener.ts';

const cleanups: (() => void)[] = [];
afterEach(() => cleanups.splice(0).forEach((clean) => clean()));

async function serve(handle: (request: Request) => Promise<Response>): Promise<(options: RequestOptions, body?: string) => Promise<{ response: IncomingMessage; body: Buffer }>> {
  const server = createServer(toApiListener(handle)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return async (options, body) => {
    const sent = sendRequest({ port, host: '127.0.0.1', path: '/api/v1/clusters', ...options }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { response, body: Buffer.concat(await response.toArray()) };
  };
}

describe('the API without Next.js', () => {
  test('hands on method, path, headers and body, and gives back status, headers and body', async () => {
    const ask = await serve(async (request) => {
      const { pathname, search } = new URL(request.url);
      return Response.json({ method: request.method, at: pathname + search, token: request.headers.get('authorization'), body: await request.text() }, { status: 201, headers: { 'x-request-id': 'seven' } });
    });
    const { response, body } = await ask({ method: 'POST', path: '/api/v1/campaigns?q=%C3%A4', headers: { authorization: 'Bearer secret', host: 'elsewhere/..:1' } }, '{"kind":"x"}');
    expect(response.statusCode).toBe(201);
    expect(response.headers['x-request-id']).toBe('seven');
    expect(JSON.parse(body.toString())).toEqual({ method: 'POST', at: '/api/v1/campaigns?q=%C3%A4', token: 'Bearer secret', body: '{"kind":"x"}' });
  });

  test('sends the headers of every answer', async () => {
    const ask = await serve(async () => new Response('{}'));
    const { response } = await ask({});
    expect(response.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(response.headers['content-security-policy']).not.toContain('unsafe-eval');
  });

  test('compresses for those who take it', async () => {
    const text = JSON.stringify({ items: Array.from({ length: 200 }, (_, index) => index) }).padEnd(4_000);
    const ask = await serve(async () => new Response(text, { headers: { 'content-type': 'application/json' } }));
    const plain = await ask({});
    expect([plain.response.headers['content-encoding'], plain.body.toString()]).toEqual([undefined, text]);
    const small = await ask({ headers: { 'accept-encoding': 'gzip' } });
    expect([small.response.headers['content-encoding'], gunzipSync(small.body).toString()]).toEqual(['gzip', text]);
    expect(small.response.headers.vary).toBe('Accept-Encoding');
  });

  test('a method that no Request can have is a problem document', async () => {
    const ask = await serve(async () => new Response('{}'));
    const { response, body } = await ask({ method: 'TRACE' });
    expect([response.statusCode, response.headers['content-type']]).toEqual([405, 'application/problem+json']);
    expect(JSON.parse(body.toString())).toMatchObject({ code: 'method-not-allowed', status: 405 });
  });

  test('a client that goes away ends the work for it', async () => {
    const begun = Promise.withResolvers<AbortSignal>();
    const ask = await serve((request) => {
      begun.resolve(request.signal);
      return new Promise(() => undefined);
    });
    const leave = new AbortController();
    const answer = ask({ signal: leave.signal });
    const signal = await begun.promise;
    leave.abort();
    await expect(answer).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });
});
