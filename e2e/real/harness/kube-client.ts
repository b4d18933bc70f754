import { readFileSync } from 'node:fs';
import { Agent, request as httpsRequest } from 'node:https';
import { parse } from 'yaml';
import type { KubeObject } from './kube-object.ts';

/** A bare REST client of one API server, independent of the product's own so that neither can hide the other's faults. */
export interface KubeClient {
  readonly server: string;
  /** Sends one request. Returns the parsed answer, or its text when it is no JSON. Throws {@link KubeError} for a status of 400 and above. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<unknown>;
  get(path: string): Promise<KubeObject>;
  /** The items of a list, each with the `apiVersion` and `kind` that a list leaves out. */
  list(path: string): Promise<KubeObject[]>;
  create(path: string, object: object): Promise<KubeObject>;
  /** A JSON merge patch. */
  patch(path: string, change: object): Promise<KubeObject>;
  delete(path: string): Promise<void>;
  /** Closes its connections; requests after that throw. */
  close(): void;
}

/** An API server's refusal, with the HTTP status and the body as sent. */
export class KubeError extends Error {
  readonly status: number;
  readonly body: string;
  constructor(method: string, path: string, status: number, body: string) {
    super(`${method} ${path} answered ${status}: ${body.slice(0, 500)}`);
    this.status = status;
    this.body = body;
  }
}

interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } }];
  readonly users: readonly [{ readonly user: { readonly 'client-certificate-data': string; readonly 'client-key-data': string } }];
}

/** A client for the first cluster and user of a kubeconfig with embedded certificates; takes the text. Throws when a part is missing. */
export function openKubeClient(kubeconfig: string): KubeClient {
  const { clusters, users } = parse(kubeconfig) as Kubeconfig;
  const { server } = clusters[0].cluster;
  const agent = new Agent({
    keepAlive: true,
    ca: decode(clusters[0].cluster['certificate-authority-data']),
    cert: decode(users[0].user['client-certificate-data']),
    key: decode(users[0].user['client-key-data']),
  });
  const request: KubeClient['request'] = async (method, path, body, contentType = 'application/json') => {
    const { status, text } = await send(agent, new URL(path, server), method, body, contentType);
    if (status >= 400) throw new KubeError(method, path, status, text);
    return parseOrText(text);
  };
  return {
    server,
    request,
    get: async (path) => (await request('GET', path)) as KubeObject,
    list: async (path) => itemsOf(await request('GET', path)),
    create: async (path, object) => (await request('POST', path, object)) as KubeObject,
    patch: async (path, change) =>
      (await request('PATCH', path, change, 'application/merge-patch+json')) as KubeObject,
    delete: async (path) => void (await request('DELETE', path)),
    close: () => agent.destroy(),
  };
}

/** A client for the kubeconfig in a file. Throws when it cannot be read. */
export function openKubeClientOf(kubeconfigPath: string): KubeClient {
  return openKubeClient(readFileSync(kubeconfigPath, 'utf8'));
}

function itemsOf(answer: unknown): KubeObject[] {
  const { apiVersion, kind, items } = answer as {
    apiVersion: string;
    kind: string;
    items: (Partial<KubeObject> & Pick<KubeObject, 'metadata'>)[] | null;
  };
  const inherited = { apiVersion, kind: kind.replace(/List$/, '') };
  return (items ?? []).map((item) => ({ ...inherited, ...item }));
}

function send(
  agent: Agent,
  url: URL,
  method: string,
  body: unknown,
  contentType: string,
): Promise<{ status: number; text: string }> {
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    accept: 'application/json',
    ...(payload === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(url, { agent, method, headers, timeout: 30_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${url.pathname} got no answer within 30 s.`)));
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

function parseOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
