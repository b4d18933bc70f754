import type { KubeObject } from '../model/kube-object.ts';
import type { Plural } from './kinds.ts';
import type { ObjectStore } from './object-store.ts';
import type { Matcher } from './selectors.ts';

/** One page of a listing; `resourceVersion` is that of the snapshot that all its pages share. */
export type ListPage = {
  items: KubeObject[];
  resourceVersion: number;
  next: string | null;
  remaining: number | null;
};

export type ListQuery = {
  plural: Plural;
  namespace: string | null;
  matches: Matcher | null;
  limit: number | null;
  continueToken: string | null;
  /** List the world as it was at this version. */
  exactVersion: number | null;
};

/**
 * One page of a kind in key order. Later pages show the world as it was at the first one. Throws
 * ExpiredError when that is no longer known, and BadTokenError for a token that is not ours.
 */
export function listPage(store: ObjectStore, query: ListQuery): ListPage {
  const token = query.continueToken === null ? null : decodeToken(query.continueToken);
  const resourceVersion = token?.resourceVersion ?? query.exactVersion ?? store.resourceVersion;
  const past = pastOf(store, query.plural, resourceVersion);
  const known = store.keys(query.plural);
  const keys = past.size === 0 ? known : [...new Set([...known, ...past.keys()])].toSorted();
  const prefix = query.namespace === null ? null : `${query.namespace}/`;
  const wanted = query.limit ?? Number.POSITIVE_INFINITY;
  const items: KubeObject[] = [];
  let lastKey = '';
  for (let index = firstAfter(keys, token?.lastKey ?? prefix ?? ''); index < keys.length; index += 1) {
    const key = keys[index]!;
    if (prefix !== null && !key.startsWith(prefix)) {
      if (key > prefix) break;
      continue;
    }
    const object = past.has(key) ? past.get(key) : store.get(query.plural, key);
    if (!object || (query.matches && !query.matches(object))) continue;
    if (items.length === wanted) {
      return {
        items,
        resourceVersion,
        next: encodeToken(resourceVersion, lastKey),
        remaining: query.matches || prefix !== null ? null : keys.length - index,
      };
    }
    items.push(object);
    lastKey = key;
  }
  return { items, resourceVersion, next: null, remaining: null };
}

export class ExpiredError extends Error {}
export class BadTokenError extends Error {}

/** Objects that have changed since a version, as they were then; undefined for those that were not there. */
function pastOf(store: ObjectStore, plural: Plural, resourceVersion: number): Map<string, KubeObject | undefined> {
  const past = new Map<string, KubeObject | undefined>();
  if (resourceVersion >= store.resourceVersion) return past;
  const events = store.eventsAfter(resourceVersion);
  if (!events) throw new ExpiredError('The provided continue parameter is too old to display a consistent list result.');
  for (const event of events) {
    if (event.plural === plural && !past.has(event.key)) past.set(event.key, event.previous ?? undefined);
  }
  return past;
}

function firstAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keys[middle]! > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

function encodeToken(resourceVersion: number, lastKey: string): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: resourceVersion, start: lastKey })).toString('base64url');
}

function decodeToken(text: string): { resourceVersion: number; lastKey: string } {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (typeof value === 'object' && value !== null && 'rv' in value && 'start' in value) {
      const { rv, start } = value;
      if (typeof rv === 'number' && typeof start === 'string') return { resourceVersion: rv, lastKey: start };
    }
  } catch {
    // Falls through to the one error for every token that cannot be read.
  }
  throw new BadTokenError('continue key is not valid');
}
