import { isClusterApiGroup, type Resource, resources } from '../store/kinds.ts';
import type { ApiServer } from './api-server.ts';

/** What a path of an API server means. */
export type Route =
  | { kind: 'text'; text: string }
  | { kind: 'version' }
  | { kind: 'discovery'; path: readonly string[] }
  | { kind: 'secret'; namespace: string | null; name: string | null }
  | {
      kind: 'resource';
      resource: Resource;
      version: string;
      namespace: string | null;
      name: string | null;
      subresource: string | null;
    };

/** Group versions that an API server serves, by group. */
export function versionsOf(server: ApiServer, group: string): string[] {
  if (isClusterApiGroup(group)) return server.clusterApiVersion ? [server.clusterApiVersion] : [];
  return ['v1'];
}

/** Reads a path below the prefix of an API server; null when nothing is served there. */
export function routeOf(server: ApiServer, pathname: string): Route | null {
  const parts = pathname.split('/').filter((part) => part !== '').map(decodeURIComponent);
  const [root] = parts;
  if (root === 'readyz' || root === 'livez' || root === 'healthz') return { kind: 'text', text: 'ok' };
  if (root === 'version' && parts.length === 1) return { kind: 'version' };
  const depth = root === 'api' ? 2 : root === 'apis' ? 3 : 0;
  if (depth === 0) return null;
  if (parts.length <= depth) return { kind: 'discovery', path: parts };
  const group = root === 'api' ? '' : parts[1]!;
  const version = parts[depth - 1]!;
  let rest = parts.slice(depth);
  let namespace: string | null = null;
  if (rest[0] === 'namespaces' && rest.length > 2) {
    namespace = rest[1]!;
    rest = rest.slice(2);
  }
  const [plural, name = null, subresource = null, ...more] = rest;
  if (more.length > 0 || !versionsOf(server, group).includes(version)) return null;
  if (plural === 'secrets' && group === '') return { kind: 'secret', namespace, name };
  const resource = resources.find((candidate) => candidate.plural === plural && candidate.group === group);
  if (!resource || server.notServed.has(resource.plural)) return null;
  if (namespace !== null && !resource.namespaced) return null;
  if (name !== null && resource.namespaced && namespace === null) return null;
  return { kind: 'resource', resource, version, namespace, name, subresource };
}
