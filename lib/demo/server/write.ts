import { parse } from 'yaml';
import { parseKubernetesVersion } from '#lib/kernel/kubernetes-version.ts';
import type { Cluster } from '../model/cluster-api-object.ts';
import type { KubeObject, ObjectMeta } from '../model/kube-object.ts';
import { equalJson } from '../store/equal-json.ts';
import { type Kinds, type Plural } from '../store/kinds.ts';
import type { ApiServer } from './api-server.ts';
import { fromV1Beta1 } from './from-v1beta1.ts';
import type { ResourceRoute } from './list.ts';
import { jsonPatch, mergePatch } from './patch-json.ts';
import { badRequest, notFound, StatusError } from './status.ts';
import { toV1Beta1 } from './v1beta1.ts';

/** Applies a PATCH to one object and returns what is stored then; throws StatusError as an API server answers. */
export function patchObject(
  server: ApiServer,
  route: ResourceRoute,
  query: URLSearchParams,
  contentType: string,
  body: string,
): KubeObject {
  const { plural, group } = route.resource;
  const key = `${route.namespace ?? ''}/${route.name ?? ''}`;
  const stored = server.store.get(plural, key);
  if (!stored) throw notFound(plural, route.name ?? '', group);
  const seen = server.clusterApiVersion === 'v1beta1' ? toV1Beta1(stored) : stored;
  const patched = patchedBy(seen, contentType, body, query);
  if (!isKubeObject(patched)) throw invalid(route, 'metadata: Required value');
  if (patched.metadata.resourceVersion !== stored.metadata.resourceVersion) throw conflict(route);
  const merged = seen === stored ? patched : fromV1Beta1(stored, patched);
  const next = admitted(route, stored, merged);
  if (query.get('dryRun') === 'All') return next;
  // The patched object was checked for what the controllers rely on; its kind is that of the route.
  return server.store.put(plural, next as Kinds[Plural]);
}

function patchedBy(seen: KubeObject, contentType: string, body: string, query: URLSearchParams): unknown {
  const type = contentType.split(';')[0]!.trim();
  let patch: unknown;
  try {
    patch = type === 'application/apply-patch+yaml' ? parse(body) : JSON.parse(body);
  } catch {
    throw badRequest('error decoding patch: the body is neither JSON nor YAML');
  }
  switch (type) {
    case 'application/json-patch+json':
      return jsonPatch(seen, patch);
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      return mergePatch(seen, patch);
    case 'application/apply-patch+yaml':
      if (!query.get('fieldManager')) {
        throw new StatusError(422, 'Invalid', 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch');
      }
      return mergePatch(seen, patch);
    default:
      throw new StatusError(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml`);
  }
}

/** What of a change an API server takes over: never identity or status; a changed spec is a new generation. */
function admitted(route: ResourceRoute, stored: KubeObject, merged: object): KubeObject {
  const metadata: unknown = Reflect.get(merged, 'metadata');
  const wanted: Partial<ObjectMeta> = typeof metadata === 'object' && metadata !== null ? metadata : {};
  const next = {
    ...stored,
    ...merged,
    ...('status' in stored ? { status: stored.status } : {}),
    apiVersion: stored.apiVersion,
    kind: stored.kind,
    metadata: {
      ...stored.metadata,
      labels: wanted.labels,
      annotations: wanted.annotations,
      finalizers: wanted.finalizers,
    },
  };
  const specChanged = !equalJson(Reflect.get(stored, 'spec'), Reflect.get(next, 'spec'));
  if (specChanged) {
    const problem = specProblem(stored, next);
    if (problem) throw invalid(route, problem);
    next.metadata.generation = (stored.metadata.generation ?? 1) + 1;
  }
  return next;
}

/** What the schema or a webhook of Cluster API says against a changed spec; null when nothing. */
function specProblem(stored: KubeObject, next: object): string | null {
  const spec: unknown = Reflect.get(next, 'spec');
  if (typeof spec !== 'object' || spec === null) return 'spec: Required value';
  const rollout: unknown = Reflect.get(spec, 'rollout');
  const after: unknown = typeof rollout === 'object' && rollout !== null ? Reflect.get(rollout, 'after') : undefined;
  if (after !== undefined && !isDateTime(after)) return `spec.rollout.after: Invalid value: ${JSON.stringify(after)}: must be a date-time`;
  const replicas: unknown = Reflect.get(spec, 'replicas');
  if (replicas !== undefined && !(Number.isInteger(replicas) && Number(replicas) >= 0)) return `spec.replicas: Invalid value: ${JSON.stringify(replicas)}`;
  if (stored.kind !== 'Cluster') return null;
  // Only a Cluster has this kind in these groups.
  return topologyProblem((stored as Cluster).spec.topology?.version, (next as Cluster).spec.topology?.version);
}

/** The version rules of the Cluster webhook (core/webhooks/admission/cluster.go): no downgrade, one minor at a time. */
function topologyProblem(from: string | undefined, to: string | undefined): string | null {
  if (from === undefined || to === undefined || from === to) return null;
  const [older, newer] = [parseKubernetesVersion(from), parseKubernetesVersion(to)];
  const field = `spec.topology.version: Invalid value: "${to}"`;
  if (!older || !newer || !to.startsWith('v')) return `${field}: version must be a valid semantic version`;
  if (newer.minor < older.minor || (newer.minor === older.minor && newer.patch < older.patch)) {
    return `${field}: version cannot be decreased from "${from}" to "${to}"`;
  }
  if (newer.minor > older.minor + 1) return `${field}: version cannot be increased from "${from}" to "${to}"`;
  return null;
}

function isDateTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isKubeObject(value: unknown): value is KubeObject {
  return typeof value === 'object' && value !== null && 'metadata' in value && typeof value.metadata === 'object' && value.metadata !== null;
}

function invalid({ resource, name }: ResourceRoute, problem: string): StatusError {
  const text = `${resource.kind}.${resource.group} "${name}" is invalid: ${problem}`;
  const denied = resource.kind === 'Cluster' && problem.includes('version');
  const message = denied ? `admission webhook "validation.cluster.cluster.x-k8s.io" denied the request: ${text}` : text;
  return new StatusError(422, 'Invalid', message, { name: name ?? '', group: resource.group, kind: resource.kind });
}

function conflict({ resource, name }: ResourceRoute): StatusError {
  const message = `Operation cannot be fulfilled on ${resource.plural}.${resource.group} "${name}": the object has been modified; please apply your changes to the latest version and try again`;
  return new StatusError(409, 'Conflict', message, { name: name ?? '', group: resource.group, kind: resource.plural });
}
