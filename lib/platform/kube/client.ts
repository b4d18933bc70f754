import type { z } from 'zod';
import { parseJsonBody, readBody } from './body.ts';
import { createConnection, type KubeRequest } from './connection.ts';
import { KubeError } from './kube-error.ts';
import { parseKubeconfig, type KubeconfigOptions } from './kubeconfig.ts';
import { listPages, type ListOptions, type ListPage } from './list.ts';
import type { KubeTimeouts } from './response.ts';
import { watchEvents, type WatchBatch, type WatchOptions } from './watch.ts';

/** One API server as one user. All methods throw KubeError. */
export type KubeClient = {
  /** The server as messages name it. */
  server: string;
  /** GETs one object or document and checks it with `schema`. */
  getJson<T>(path: string, schema: z.ZodType<T>, options?: Pick<KubeRequest, 'query' | 'what' | 'signal'>): Promise<T>;
  /** Any request; resolves with the parsed JSON body. */
  request(request: KubeRequest): Promise<unknown>;
  list<T>(options: ListOptions<T>): AsyncGenerator<ListPage<T>, void, undefined>;
  watch<T>(options: WatchOptions<T>): AsyncGenerator<WatchBatch<T>, void, undefined>;
  /** JSON merge patch (RFC 7386), which replaces lists; put `metadata.resourceVersion` in to be refused when the object changed. */
  mergePatch(path: string, patch: object, options: { fieldManager: string; what?: string; signal?: AbortSignal | undefined }): Promise<unknown>;
  /** The server's clock as its last answer told it, epoch milliseconds; null when it told none. */
  serverTimeMs(): number | null;
  /** Ends all connections; later calls throw `aborted`. */
  close(): void;
};

const defaultTimeouts: KubeTimeouts = { connectMs: 10_000, headersMs: 30_000, idleMs: 30_000, bodyMs: 120_000, listingMs: 1_200_000 };
const maxObjectBytes = 8 * 1024 * 1024;

/** Makes a client for one context of a kubeconfig's text; throws as `parseKubeconfig` does and opens no connection yet. */
export function createKubeClient(
  options: KubeconfigOptions & { kubeconfig: string; timeouts?: Partial<KubeTimeouts> },
): KubeClient {
  const connection = createConnection(parseKubeconfig(options.kubeconfig, options), { ...defaultTimeouts, ...options.timeouts });
  const { server, timeouts } = connection;

  async function request(asked: KubeRequest): Promise<unknown> {
    const incoming = await connection.open(asked);
    return parseJsonBody(await readBody(incoming, { maxBytes: maxObjectBytes, idleMs: timeouts.idleMs, maxMs: timeouts.bodyMs, server, signal: asked.signal }), server);
  }

  return {
    server,
    request,
    async getJson(path, schema, asked = {}) {
      const parsed = schema.safeParse(await request({ ...asked, path, what: asked.what ?? `read ${path}` }));
      if (parsed.success) return parsed.data;
      throw new KubeError('invalid-response', `${server} answered something unexpected when asked to ${asked.what ?? `read ${path}`} (${parsed.error.issues[0]?.path.join('.') || 'the whole'}).`);
    },
    list: (asked) => listPages(connection, asked),
    watch: (asked) => watchEvents(connection, asked),
    mergePatch: (path, patch, { fieldManager, what, signal }) =>
      request({
        path, method: 'PATCH', query: { fieldManager },
        body: { contentType: 'application/merge-patch+json', text: JSON.stringify(patch) },
        what: what ?? `change ${path}`, signal,
      }),
    serverTimeMs: () => connection.serverTimeMs(),
    close: () => connection.close(),
  };
}
