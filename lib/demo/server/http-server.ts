import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import type { ApiServer } from './api-server.ts';
import { discover, versionBody } from './discovery.ts';
import { listBody, type ResourceRoute } from './list.ts';
import { routeOf } from './route.ts';
import { formOf, shown } from './serialise.ts';
import { badRequest, noSuchPath, notFound, StatusError, statusBody } from './status.ts';
import { watch } from './watch.ts';
import { patchObject } from './write.ts';

const maxBodyBytes = 3 * 1024 * 1024;

/** What the HTTP door needs of the fleet behind it. */
export type Backend = {
  /** Finds the API server that a path leads to, by its first segments. */
  find: (prefix: string) => ApiServer | null;
  /** Evicts a pod (`policy/v1` Eviction); throws StatusError when a budget forbids it. */
  evict: (server: ApiServer, namespace: string, name: string) => void;
  /** Deletes an object as a client asks; controllers do the rest. */
  remove: (server: ApiServer, route: ResourceRoute) => object;
  /** Answers `/_control` (see `control.ts`). */
  control: (body: unknown) => unknown;
  controlToken: string;
};

/** One HTTP server for all API servers of the demo, each under a path prefix. Not yet listening. */
export function createDemoServer(backend: Backend): Server {
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    handle(backend, request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else if (error instanceof StatusError) send(response, error.code, error.body, error.details?.retryAfterSeconds);
      else send(response, 500, statusBody(500, 'InternalError', `Internal error occurred: ${String(error)}`));
    });
  });
  return server;
}

async function handle(backend: Backend, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://demo.invalid');
  const segments = url.pathname.split('/');
  if (segments[1] === '_control') {
    if (!holdsToken(request, backend.controlToken)) throw unauthorized();
    return send(response, 200, backend.control(JSON.parse(await readBody(request))) ?? {});
  }
  const prefix = segments.slice(0, segments[1] === 'clusters' ? 3 : 2).join('/');
  const server = backend.find(prefix);
  if (!server) throw noSuchPath();
  if (sabotaged(server, response)) return;
  if (server.fault === 'unauthorized' || !holdsToken(request, server.token)) throw unauthorized();
  await serve(backend, server, url, url.pathname.slice(prefix.length), request, response);
}

async function serve(
  backend: Backend,
  server: ApiServer,
  url: URL,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const route = routeOf(server, pathname);
  if (!route) throw noSuchPath();
  const method = request.method ?? 'GET';
  const form = formOf(request.headers.accept);
  if (route.kind === 'text') return void response.writeHead(200, { 'content-type': 'text/plain' }).end(route.text);
  if (route.kind === 'version') return send(response, 200, versionBody(server.version()));
  if (route.kind === 'discovery') {
    const found = discover(server, route.path);
    if (!found) throw noSuchPath();
    return send(response, 200, found);
  }
  if (route.kind === 'secret') {
    if (method !== 'GET' || route.namespace === null || route.name === null) {
      const message = `secrets is forbidden: User "tarmac" cannot list resource "secrets" in API group "" at the cluster scope`;
      throw new StatusError(403, 'Forbidden', message, { kind: 'secrets' });
    }
    const secret = server.readSecret(route.namespace, route.name);
    if (!secret) throw notFound('secrets', route.name);
    return send(response, 200, secret);
  }
  if (route.name === null) {
    if (method !== 'GET') throw notAllowed();
    const watching = url.searchParams.get('watch');
    if (watching === 'true' || watching === '1') return watch(server, route, url.searchParams, form, request, response);
    const body = listBody(server, route, url.searchParams, form);
    if (server.fault === 'half-list') return void response.writeHead(200, { 'content-type': 'application/json' }).write(body.slice(0, body.length / 2), () => response.destroy());
    return void response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  }
  if (method === 'POST' && route.subresource === 'eviction' && route.resource.plural === 'pods') {
    await readBody(request);
    backend.evict(server, route.namespace ?? '', route.name);
    return send(response, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  }
  if (route.subresource !== null && route.subresource !== 'status') throw noSuchPath();
  if (method === 'PATCH' && route.subresource === null) {
    const patched = patchObject(server, route, url.searchParams, request.headers['content-type'] ?? '', await readBody(request));
    return send(response, 200, shown(server, patched, form));
  }
  if (method === 'DELETE' && route.subresource === null) return send(response, 200, backend.remove(server, route));
  if (method !== 'GET') throw notAllowed();
  const object = server.store.get(route.resource.plural, `${route.namespace ?? ''}/${route.name}`);
  if (!object) throw notFound(route.resource.plural, route.name, route.resource.group);
  send(response, 200, shown(server, object, form));
}

/** Does what the fault of an API server says; true when the request is dealt with. */
function sabotaged({ fault }: ApiServer, response: ServerResponse): boolean {
  if (fault === 'refuse') response.socket?.destroy();
  else if (fault === 'garbage') response.writeHead(200, { 'content-type': 'application/json' }).end('<html><body>Welcome to the proxy</body></html>');
  else if (fault === 'error') send(response, 500, statusBody(500, 'InternalError', 'Internal error occurred: etcdserver: request timed out'));
  else return fault === 'hang';
  return true;
}

function holdsToken(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

function notAllowed(): StatusError {
  return new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    length += bytes.length;
    if (length > maxBodyBytes) throw new StatusError(413, 'RequestEntityTooLarge', 'limit is 3145728');
    chunks.push(bytes);
  }
  if (length === 0) throw badRequest('the body of the request is empty');
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, code: number, body: unknown, retryAfterSeconds?: number): void {
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  response.writeHead(code, { 'content-type': 'application/json', ...retry }).end(`${JSON.stringify(body)}\n`);
}
