import { z } from 'zod';
import type { KubeClient } from './client.ts';
import { KubeError, type KubeErrorCode } from './kube-error.ts';

const groupSchema = z.object({ versions: z.array(z.object({ version: z.string() })).max(100) });
const resourcesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string().optional(), verbs: z.array(z.string()).optional() })).max(5000),
});
const versionSchema = z.object({ gitVersion: z.string().max(200) });

type Asking = { client: Pick<KubeClient, 'getJson'>; signal?: AbortSignal | undefined };

/** The first of `preferred` that the server serves of an API group, or null when it serves none of them. */
export async function discoverVersion({ client, signal }: Asking, group: string, preferred: readonly string[]): Promise<string | null> {
  const found = await orNull(client.getJson(`/apis/${group}`, groupSchema, { what: `find the API group ${group}`, signal }));
  return preferred.find((version) => found?.versions.some((served) => served.version === version)) ?? null;
}

/**
 * Names of the resources (plural, without subresources) that can be listed under `/api/v1` or
 * `/apis/<group>/<version>`; null when the server does not know that path.
 */
export async function discoverResources({ client, signal }: Asking, path: string): Promise<ReadonlySet<string> | null> {
  const found = await orNull(client.getJson(path, resourcesSchema, { what: `find the resources under ${path}`, signal }));
  if (!found) return null;
  return new Set(found.resources
    .filter(({ name, verbs }) => !name.includes('/') && (verbs?.includes('list') ?? true))
    .map(({ name }) => name));
}

/** The API server's version such as `v1.36.4`; null when it does not say. */
export async function discoverServerVersion({ client, signal }: Asking): Promise<string | null> {
  const found = await orNull(client.getJson('/version', versionSchema, { what: 'read the version', signal }), ['not-found', 'forbidden', 'invalid-response']);
  return found?.gitVersion ?? null;
}

async function orNull<T>(asked: Promise<T>, absent: readonly KubeErrorCode[] = ['not-found']): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KubeError && absent.includes(error.code)) return null;
    throw error;
  }
}
