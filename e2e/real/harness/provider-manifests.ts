import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeClient } from './kube-client.ts';
import { findCondition, type KubeObject } from './kube-object.ts';
import { folderOf, type ToolName } from './toolchain.ts';
import { waitFor } from './wait-for.ts';

const collections: Readonly<Record<string, string>> = {
  CustomResourceDefinition: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  MutatingWebhookConfiguration: '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  Namespace: '/api/v1/namespaces',
  ValidatingWebhookConfiguration: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
};

/**
 * Creates a provider's namespace, kinds and webhook configurations, the webhooks pointing at a local port, and waits until
 * its kinds are served. Throws when the API server refuses one.
 */
export async function installManifests(
  client: KubeClient,
  system: ToolName,
  webhook: { readonly port: number; readonly caBase64: string },
): Promise<void> {
  const text = readFileSync(join(folderOf(system), 'manifests.json'), 'utf8');
  const objects = (JSON.parse(text) as KubeObject[]).map((object) => pointAtLocalWebhook(object, webhook) as KubeObject);
  await Promise.all(objects.map((object) => client.create(collectionOf(object.kind), object)));
  const kinds = objects.filter((object) => object.kind === 'CustomResourceDefinition');
  await Promise.all(kinds.map((kind) => waitUntilServed(client, kind.metadata.name)));
}

async function waitUntilServed(client: KubeClient, name: string): Promise<void> {
  await waitFor(`${name} to be served`, async () => {
    const definition = await client.get(`${collectionOf('CustomResourceDefinition')}/${name}`);
    return findCondition(definition, 'Established')?.status === 'True';
  });
}

/** Outside a cluster there are no Services, so every `clientConfig` gets a URL in place of one. */
function pointAtLocalWebhook(value: unknown, webhook: { port: number; caBase64: string }): unknown {
  if (Array.isArray(value)) return value.map((entry) => pointAtLocalWebhook(entry, webhook));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => {
      const path = (entry as { service?: { path?: string } } | null)?.service?.path;
      if (key !== 'clientConfig' || typeof path !== 'string') return [key, pointAtLocalWebhook(entry, webhook)];
      return [key, { url: `https://127.0.0.1:${webhook.port}${path}`, caBundle: webhook.caBase64 }];
    }),
  );
}

function collectionOf(kind: string): string {
  const collection = collections[kind];
  if (!collection) throw new Error(`${kind} is no kind that a provider's manifests may hold.`);
  return collection;
}
