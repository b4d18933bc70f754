import { BadTokenError, ExpiredError, listPage } from '../store/list-page.ts';
import { type Matcher, parseFieldSelector, parseLabelSelector } from '../store/selectors.ts';
import type { ApiServer } from './api-server.ts';
import type { Route } from './route.ts';
import { type Form, shown } from './serialise.ts';
import { badRequest, expired, StatusError } from './status.ts';

export type ResourceRoute = Extract<Route, { kind: 'resource' }>;

/** The JSON of one page of a listing, with the parameters of Kubernetes (`limit`, `continue`, selectors, resourceVersion). */
export function listBody(server: ApiServer, route: ResourceRoute, query: URLSearchParams, form: Form): string {
  const exact = query.get('resourceVersionMatch') === 'Exact';
  const asked = readVersion(query.get('resourceVersion'));
  if (asked !== null && asked > server.store.resourceVersion) throw tooLarge(asked, server.store.resourceVersion);
  const limit = Number(query.get('limit') ?? 0);
  try {
    const page = listPage(server.store, {
      plural: route.resource.plural,
      namespace: route.namespace,
      matches: matcherOf(query),
      limit: Number.isInteger(limit) && limit > 0 ? limit : null,
      continueToken: query.get('continue') || null,
      exactVersion: exact ? asked : null,
    });
    const { group, kind } = route.resource;
    const apiVersion = form === 'metadata' ? 'meta.k8s.io/v1' : group ? `${group}/${route.version}` : route.version;
    const metadata = {
      resourceVersion: String(page.resourceVersion),
      ...(page.next === null ? {} : { continue: page.next }),
      ...(page.remaining === null ? {} : { remainingItemCount: page.remaining }),
    };
    const items = page.items.map((item) => JSON.stringify(shown(server, item, form)));
    const list = form === 'metadata' ? 'PartialObjectMetadataList' : `${kind}List`;
    return `{"kind":"${list}","apiVersion":"${apiVersion}","metadata":${JSON.stringify(metadata)},"items":[${items.join(',')}]}\n`;
  } catch (error) {
    if (error instanceof ExpiredError) throw expired(error.message);
    if (error instanceof BadTokenError) throw badRequest(error.message);
    throw error;
  }
}

/** The selectors of a query as one test; null when it has none. Throws 400 for one that cannot be read. */
export function matcherOf(query: URLSearchParams): Matcher | null {
  const [labels, fields] = [query.get('labelSelector'), query.get('fieldSelector')];
  const byLabel = labels ? parseLabelSelector(labels) : null;
  const byField = fields ? parseFieldSelector(fields) : null;
  if (labels && !byLabel) throw badRequest(`unable to parse requirement: ${labels}`);
  if (fields && !byField) throw badRequest(`field label not supported: ${fields}`);
  if (!byLabel && !byField) return null;
  return (object) => (!byLabel || byLabel(object)) && (!byField || byField(object));
}

/** A resourceVersion parameter; null when it is absent or 0, which both ask for whatever there is. */
export function readVersion(text: string | null): number | null {
  if (text === null || text === '' || text === '0') return null;
  const version = Number(text);
  if (!Number.isInteger(version) || version < 0) throw badRequest(`invalid resource version "${text}"`);
  return version;
}

/** 504 for a version that this API server has not reached (apiserver storage errors). */
export function tooLarge(asked: number, current: number): StatusError {
  return new StatusError(504, 'Timeout', `Timeout: Too large resource version: ${asked}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}
