import { readFileSync } from 'node:fs';
import { Agent, createServer, request as httpsRequest } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { KubernetesApi } from './kubernetes-api.ts';

/** The same management cluster as it was before Cluster API 1.11: it serves nothing newer than v1beta1. */
export interface OlderApi {
  /** Text of a kubeconfig that leads to it. */
  readonly kubeconfig: string;
  close(): Promise<void>;
}

const hidden = 'v1beta2';
const groups = /^\/apis\/(?:[a-z]+\.)?cluster\.x-k8s\.io(?:\/|$)/;

/**
 * Starts a reverse proxy on loopback that hides v1beta2 of Cluster API's groups: discovery does not name it, and its
 * paths are 404. Everything else passes through unchanged, as the administrator, watches as they stream.
 */
export async function startOlderApi(api: KubernetesApi): Promise<OlderApi> {
  const { caPath, adminCertPath, adminKeyPath, serverCertPath, serverKeyPath } = api.certificates;
  const read = (path: string): Buffer => readFileSync(path);
  const agent = new Agent({ keepAlive: true, ca: read(caPath), cert: read(adminCertPath), key: read(adminKeyPath) });
  const server = createServer({ cert: read(serverCertPath), key: read(serverKeyPath) }, (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', api.server);
    if (groups.test(pathname) && pathname.split('/')[3] === hidden) return refuse(outgoing);
    const isGroup = groups.test(pathname) && pathname.split('/').length === 3;
    const upstream = httpsRequest(new URL(incoming.url ?? '/', api.server), { agent, method: incoming.method, headers: { ...incoming.headers, host: new URL(api.server).host } }, (answer) => {
      if (isGroup && answer.statusCode === 200) return void answerGroup(answer, outgoing);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers).flushHeaders();
      answer.on('error', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    // An API server that is down must look so from here too.
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    kubeconfig: readFileSync(api.kubeconfigPath, 'utf8').replace(api.server, `https://127.0.0.1:${port}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

async function answerGroup(answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const group = JSON.parse(Buffer.concat(await answer.toArray() as Buffer[]).toString('utf8')) as { versions: { version: string }[] };
    const versions = group.versions.filter(({ version }) => version !== hidden);
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...group, versions, preferredVersion: versions[0] }));
  } catch {
    outgoing.destroy();
  }
}

function refuse(outgoing: ServerResponse): void {
  outgoing.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
}
