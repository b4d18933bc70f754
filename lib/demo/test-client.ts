import type { DemoFleet } from './start-demo-fleet.ts';

/** What the tests read of an answer. */
export type TestAnswer = {
  status: number;
  body: {
    kind: string;
    reason?: string;
    message?: string;
    metadata: { uid: string; resourceVersion: string; creationTimestamp: string; continue?: string; remainingItemCount?: number };
    items: { metadata: { name: string; namespace?: string; resourceVersion: string } }[];
    details?: { causes?: { reason: string; message: string }[] };
  };
};

export type TestClient = {
  get: (path: string, headers?: Record<string, string>) => Promise<TestAnswer>;
  patch: (path: string, body: unknown, contentType?: string) => Promise<TestAnswer>;
  post: (path: string, body: unknown) => Promise<TestAnswer>;
  /** Frames of a watch until the server ends it or `until` says that it is enough. */
  watch: (path: string, until?: (frames: { type: string; object: Record<string, unknown> }[]) => boolean) => Promise<{ type: string; object: Record<string, unknown> }[]>;
};

/** A bare HTTP client of one API server of a demo fleet, for tests of what goes over the wire. */
export function openTestClient(demo: DemoFleet, name: string): TestClient {
  const kubeconfig = demo.kubeconfig(name);
  const server = /server: (\S+)/.exec(kubeconfig)![1]!;
  const authorization = `Bearer ${/token: (\S+)/.exec(kubeconfig)![1]!}`;
  const ask = async (path: string, init: RequestInit): Promise<TestAnswer> => {
    const response = await fetch(`${server}${path}`, { ...init, headers: { authorization, ...(init.headers as Record<string, string>) } });
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (path, headers = {}) => ask(path, { headers }),
    patch: (path, body, contentType = 'application/merge-patch+json') => ask(path, { method: 'PATCH', body: JSON.stringify(body), headers: { 'content-type': contentType } }),
    post: (path, body) => ask(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    watch: async (path, until = () => false) => {
      const response = await fetch(`${server}${path}`, { headers: { authorization } });
      const frames: { type: string; object: Record<string, unknown> }[] = [];
      let rest = '';
      const decoder = new TextDecoder();
      for await (const chunk of response.body!) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop()!;
        for (const line of lines) frames.push(JSON.parse(line));
        if (until(frames)) break;
      }
      return frames;
    },
  };
}
