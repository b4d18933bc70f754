import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/*
 * What one would do without Tarmac, as a process of its own: page through the same lists with a plain HTTP client and
 * JSON.parse, as `kubectl get … -A -o json` does, and keep nothing. `list-directly.ts <tarmac.yaml> fleet|clusters|machines <times>`
 * prints one JSON line: milliseconds of each time, and how many objects and bytes were read.
 */

const pageLimit = 500;
const concurrent = 8;
const core = '/apis/cluster.x-k8s.io';
const managementLists = ['clusters', 'machinedeployments', 'machinesets', 'machinepools', 'machines', 'machinehealthchecks'];
const workloadLists = ['/api/v1/nodes', '/api/v1/namespaces', '/apis/policy/v1/poddisruptionbudgets', '/apis/apps/v1/deployments', '/apis/apps/v1/statefulsets', '/apis/apps/v1/daemonsets', '/api/v1/pods'];

type Server = { url: string; token: string };
type Read = { objects: number; bytes: number };

const configSchema = z.object({ sources: z.array(z.object({ kubeconfigFile: z.string(), kind: z.string() })) });
const kubeconfigSchema = z.object({ clusters: z.array(z.object({ cluster: z.object({ server: z.string() }) })), users: z.array(z.object({ user: z.object({ token: z.string() }) })) });
const listSchema = z.object({ metadata: z.object({ continue: z.string().optional() }), items: z.array(z.unknown()) });
const namedSchema = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });
const secretSchema = z.object({ data: z.object({ value: z.string() }) });
const groupSchema = z.object({ preferredVersion: z.object({ version: z.string() }) });

const [, , configFile = '', what = 'fleet', times = '1'] = process.argv;
const servers = await readServers(configFile);
const samplesMs: number[] = [];
let read: Read = { objects: 0, bytes: 0 };
for (let time = 0; time < Number(times); time += 1) {
  read = { objects: 0, bytes: 0 };
  const startedAt = performance.now();
  await inParallel(servers, async (server) => {
    if (what === 'fleet') return listFleet(server, read);
    const version = await versionOf(server, 'cluster.x-k8s.io');
    await listAll(server, `${core}/${version}/clusters`, read);
    if (what === 'machines') await listAll(server, `${core}/${version}/machines`, read);
  });
  samplesMs.push(performance.now() - startedAt);
}
process.stdout.write(`${JSON.stringify({ samplesMs, ...read })}\n`);

async function listFleet(server: Server, total: Read): Promise<void> {
  const version = await versionOf(server, 'cluster.x-k8s.io');
  const controlPlaneVersion = await versionOf(server, 'controlplane.cluster.x-k8s.io');
  await listAll(server, `/apis/controlplane.cluster.x-k8s.io/${controlPlaneVersion}/kubeadmcontrolplanes`, total);
  const clusters: unknown[] = [];
  for (const name of managementLists) clusters.push(...(await listAll(server, `${core}/${version}/${name}`, total, name === 'clusters')));
  await inParallel(clusters, async (cluster) => {
    const { name, namespace } = namedSchema.parse(cluster).metadata;
    const secret = secretSchema.parse(await get(server, `/api/v1/namespaces/${namespace}/secrets/${name}-kubeconfig`, total));
    const workload = toServer(Buffer.from(secret.data.value, 'base64').toString('utf8'));
    for (const list of workloadLists) await listAll(workload, list, total);
  });
}

/** All objects of a list when they are to be kept, else none. */
async function listAll(server: Server, list: string, total: Read, keep = false): Promise<unknown[]> {
  const kept: unknown[] = [];
  for (let next = ''; ; ) {
    const page = listSchema.parse(await get(server, `${list}?limit=${pageLimit}${next && `&continue=${encodeURIComponent(next)}`}`, total));
    total.objects += page.items.length;
    if (keep) kept.push(...page.items);
    next = page.metadata.continue ?? '';
    if (!next) return kept;
  }
}

async function get({ url, token }: Server, resource: string, total: Read): Promise<unknown> {
  const response = await fetch(url + resource, { headers: { authorization: `Bearer ${token}` } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${resource} answered ${response.status}.`);
  total.bytes += text.length;
  return JSON.parse(text);
}

async function versionOf(server: Server, group: string): Promise<string> {
  return groupSchema.parse(await get(server, `/apis/${group}`, { objects: 0, bytes: 0 })).preferredVersion.version;
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(Array.from({ length: concurrent }, async () => {
    for (const item of queue) await work(item);
  }));
}

async function readServers(file: string): Promise<Server[]> {
  const { sources } = configSchema.parse(parse(await readFile(file, 'utf8')));
  return Promise.all(sources.filter(({ kind }) => kind === 'cluster-api').map(async ({ kubeconfigFile }) => toServer(await readFile(path.resolve(path.dirname(file), kubeconfigFile), 'utf8'))));
}

function toServer(kubeconfig: string): Server {
  const { clusters, users } = kubeconfigSchema.parse(parse(kubeconfig));
  return { url: clusters[0]!.cluster.server, token: users[0]!.user.token };
}
