import { z } from 'zod';
import { viewLimits } from '#lib/access/saved-view-model.ts';
import { canonicalQuery } from '#lib/kernel/canonical-query.ts';
import { ApiError } from './api-error.ts';
import { clusterFilters, clusterSort } from './contract/clusters.ts';
import { checkQuery } from './request-query.ts';

// What the URL of the clusters page takes: the filters and sorts of the list, and its map of versions.
const clustersPage = clusterFilters.extend({ sort: clusterSort.optional(), view: z.enum(['table', 'versions']).optional() }).strict();
const defaults: Record<string, unknown> = { sort: 'name', view: 'table' };

/**
 * The query string of a view of the clusters page in its one form: known parameters alone, defaults left out. Throws
 * ApiError `invalid-input` for what the page does not take, and for one that grows too long by being encoded.
 */
export function canonicalViewQuery(text: string): string {
  const url = new URL('http://tarmac.invalid');
  url.search = text;
  checkQuery(url);
  const read = clustersPage.safeParse(Object.fromEntries(url.searchParams));
  if (!read.success) {
    throw refused(read.error.issues.map(({ path, message }) => ({ pointer: ['/query', ...path].join('/'), detail: message })));
  }
  const q = read.data.q?.trim();
  const query = canonicalQuery({ ...Object.fromEntries(Object.entries(read.data).filter(([name, value]) => value !== defaults[name])), q });
  if (query.length > viewLimits.query) throw refused([{ pointer: '/query', detail: `Too long when encoded: more than ${viewLimits.query} characters` }]);
  return query;
}

const refused = (issues: { pointer: string; detail: string }[]): ApiError => new ApiError('invalid-input', 'The view is not one of this page.', { issues });
