import { isClusterApiGroup, resources } from '../store/kinds.ts';
import type { ApiServer } from './api-server.ts';
import { versionsOf } from './route.ts';

const verbs = ['get', 'list', 'patch', 'watch'];

/** Answers `/api`, `/apis`, `/apis/<group>` and `/apis/<group>/<version>`; null when nothing is there. */
export function discover(server: ApiServer, path: readonly string[]): object | null {
  const [root, first, second] = path;
  if (root === 'api') {
    if (first === undefined) return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
    return first === 'v1' ? resourceList(server, '', 'v1') : null;
  }
  const groups = [...new Set(resources.map(({ group }) => group))].filter(
    (group) => group !== '' && versionsOf(server, group).length > 0,
  );
  if (first === undefined) {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => groupOf(server, group)) };
  }
  if (!groups.includes(first)) return null;
  if (second === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(server, first) };
  return versionsOf(server, first).includes(second) ? resourceList(server, first, second) : null;
}

/** The body of `/version`. */
export function versionBody(gitVersion: string): object {
  const [major = '1', minor = '0'] = gitVersion.replace(/^v/, '').split('.');
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: 'go1.26.4',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function groupOf(server: ApiServer, group: string): object {
  const versions = versionsOf(server, group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourceList(server: ApiServer, group: string, version: string): object {
  const served = resources.filter(({ group: candidate, plural }) => candidate === group && !server.notServed.has(plural));
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group ? `${group}/${version}` : version,
    resources: [
      ...served.map(({ plural, kind, namespaced, shortNames }) => ({
        name: plural,
        singularName: kind.toLowerCase(),
        namespaced,
        kind,
        verbs,
        shortNames,
        ...(isClusterApiGroup(group) ? { categories: ['cluster-api'] } : {}),
      })),
      ...(group === ''
        ? [
            { name: 'pods/eviction', singularName: '', namespaced: true, group: 'policy', version: 'v1', kind: 'Eviction', verbs: ['create'] },
            { name: 'secrets', singularName: 'secret', namespaced: true, kind: 'Secret', verbs: ['get'] },
          ]
        : []),
    ],
  };
}
