import { parseDocument } from 'yaml';
import { z } from 'zod';
import { KubeError } from './kube-error.ts';

const maxKubeconfigBytes = 1024 * 1024;
const maxEntries = 1000;

const text = z.string().max(64 * 1024);
const data = z.string().max(512 * 1024);
const named = z.array(z.looseObject({ name: text.min(1) })).max(maxEntries).nullish().transform((list) => list ?? []);

/** The fields used of a kubeconfig (k8s.io/client-go `tools/clientcmd/api/v1/types.go`). */
const kubeconfigSchema = z.object({
  'current-context': text.nullish(),
  contexts: named,
  clusters: named,
  users: named,
});

/** A named context of a kubeconfig (Kubernetes `clientcmd/api/v1` Context), the fields used. */
export const contextSchema = z.object({ cluster: text.min(1), user: text.optional() });

/** A named cluster of a kubeconfig (`clientcmd/api/v1` Cluster), the fields used. */
export const clusterSchema = z.object({
  server: text.min(1),
  'certificate-authority': text.optional(),
  'certificate-authority-data': data.optional(),
  'insecure-skip-tls-verify': z.boolean().optional(),
  'tls-server-name': text.optional(),
  'proxy-url': text.optional(),
});

/** A named user of a kubeconfig (`clientcmd/api/v1` AuthInfo), the fields used. */
export const userSchema = z.object({
  'client-certificate': text.optional(),
  'client-certificate-data': data.optional(),
  'client-key': text.optional(),
  'client-key-data': data.optional(),
  token: data.optional(),
  tokenFile: text.optional(),
  username: text.optional(),
  password: text.optional(),
  as: text.optional(),
  'as-groups': z.array(text).max(100).optional(),
  exec: z
    .object({
      apiVersion: text.optional(),
      command: text.min(1),
      args: z.array(text).max(200).nullish(),
      env: z.array(z.object({ name: text, value: text })).max(200).nullish(),
    })
    .transform(({ args, env, ...exec }) => ({ ...exec, ...(args ? { args } : {}), ...(env ? { env } : {}) }))
    .optional(),
  'auth-provider': z.object({ name: text, config: z.record(text, z.unknown()).nullish() }).optional(),
});
export type KubeconfigUser = z.infer<typeof userSchema>;

/** Parses the text as YAML (JSON is YAML too) into lists of named entries. Errors quote nothing of the text: it holds keys. */
export function readKubeconfigFile(source: string): z.infer<typeof kubeconfigSchema> {
  if (Buffer.byteLength(source) > maxKubeconfigBytes) {
    throw new KubeError('invalid-kubeconfig', `The kubeconfig is larger than ${maxKubeconfigBytes / 1024} KiB.`);
  }
  const parsed = kubeconfigSchema.safeParse(readYaml(source));
  if (!parsed.success) {
    throw new KubeError('invalid-kubeconfig', `The text is no kubeconfig: ${whereOf(parsed.error)} is missing or of the wrong type.`);
  }
  return parsed.data;
}

/** The entry called `name`, checked by `schema`; its kind is the key that holds it (`context`, `cluster`, `user`). */
export function pickNamed<T>(
  entries: readonly { name: string; [key: string]: unknown }[],
  kind: 'context' | 'cluster' | 'user',
  name: string,
  schema: z.ZodType<T>,
): T {
  const entry = entries.find((candidate) => candidate.name === name);
  if (!entry) {
    const known = entries.slice(0, 5).map((candidate) => `"${candidate.name.slice(0, 100)}"`).join(', ');
    throw new KubeError('invalid-kubeconfig', `The kubeconfig has no ${kind} "${name.slice(0, 100)}"${known ? `; it has ${known}` : ''}.`);
  }
  const parsed = schema.safeParse(withoutNulls(entry[kind] ?? {}));
  if (!parsed.success) {
    throw new KubeError('invalid-kubeconfig', `In ${kind} "${name.slice(0, 100)}" of the kubeconfig, ${whereOf(parsed.error)} is missing or of the wrong type.`);
  }
  return parsed.data;
}

/** What a template leaves empty is null, which kubectl reads as not given. */
function withoutNulls(value: unknown): unknown {
  return typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value!).filter(([, held]) => held !== null)) : value;
}

function readYaml(source: string): unknown {
  try {
    const document = parseDocument(source, { prettyErrors: false, logLevel: 'silent', uniqueKeys: true });
    const problem = document.errors[0];
    if (!problem) return document.toJS({ maxAliasCount: 100 });
    const line = source.slice(0, problem.pos[0]).split('\n').length;
    throw new KubeError('invalid-kubeconfig', `The kubeconfig is no valid YAML (line ${line}).`);
  } catch (error) {
    if (error instanceof KubeError) throw error;
    throw new KubeError('invalid-kubeconfig', 'The kubeconfig is no valid YAML.');
  }
}

function whereOf(error: z.ZodError): string {
  return `\`${error.issues[0]?.path.join('.') || 'the document'}\``;
}
