import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const kubeconfigSchema = z.object({ clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })), users: z.array(z.object({ user: z.object({ token: z.string() }) })) });

/** One management cluster of the demo fleet, spoken to as its clients do. */
export type DemoApi = { pause(cluster: { namespace: string; name: string }, paused: boolean): Promise<void>; watchClusters(onChange: (name: string) => void, signal: AbortSignal): Promise<void> };

/** Opens the management cluster of that name; `configFile` is the fleet's `tarmac.yaml`. */
export async function openDemoApi(configFile: string, name: string): Promise<DemoApi> {
  const { clusters, users } = kubeconfigSchema.parse(parse(await readFile(path.join(path.dirname(configFile), 'kubeconfigs', `${name}.yaml`), 'utf8')));
  const group = `${clusters[0]!.cluster.server}/apis/cluster.x-k8s.io`;
  const headers = { authorization: `Bearer ${users[0]!.user.token}` };
  const ask = async (url: string, init: RequestInit = {}) => {
    const response = await fetch(url, { ...init, headers: { ...headers, ...init.headers } });
    if (!response.ok) throw new Error(`${url} answered ${response.status}.`);
    return response;
  };
  const { preferredVersion } = z.object({ preferredVersion: z.object({ version: z.string() }) }).parse(await (await ask(group)).json());
  const base = `${group}/${preferredVersion.version}`;
  return {
    pause: async (cluster, paused) => {
      const response = await ask(`${base}/namespaces/${cluster.namespace}/clusters/${cluster.name}`, {
        method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' }, body: JSON.stringify({ spec: { paused } }),
      });
      await response.text();
    },
    watchClusters: async (onChange, signal) => {
      const list = z.object({ metadata: z.object({ resourceVersion: z.string() }) }).parse(await (await ask(`${base}/clusters?limit=1`)).json());
      const response = await ask(`${base}/clusters?watch=true&resourceVersion=${list.metadata.resourceVersion}`, { signal });
      void follow(response, onChange).catch(() => undefined);
    },
  };
}

async function follow(response: Response, onChange: (name: string) => void): Promise<void> {
  const event = z.object({ object: z.object({ metadata: z.object({ name: z.string().optional() }) }) });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body!) {
    text += decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines.filter(Boolean)) onChange(event.parse(JSON.parse(line)).object.metadata.name ?? '');
  }
}
