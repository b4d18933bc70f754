import { hash } from 'node:crypto';
import { z } from 'zod';
import { parseJsonBody, readBody } from './body.ts';
import type { KubeConnection, KubeQuery } from './connection.ts';
import { KubeError } from './kube-error.ts';

/** What is listed, and what is kept of each object; `what` says it in words for errors. */
export type ListOptions<T> = {
  path: string;
  query?: KubeQuery;
  /** Objects a page, 500 unless told; lowered by itself when pages turn out too large. */
  limit?: number;
  /** `application/json`, or a form such as PartialObjectMetadataList. */
  accept?: string;
  /** Keeps the fields used of one object; null when it cannot be read at all. */
  project: (object: unknown) => T | null;
  what: string;
  signal?: AbortSignal | undefined;
};

/** One page; all pages of a listing share `resourceVersion`, from which a watch goes on. `remaining` is the server's inexact hint. */
export type ListPage<T> = { items: T[]; unreadable: number; resourceVersion: string; remaining: number | null };

const maxPageBytes = 16 * 1024 * 1024;
/** Kubernetes itself is tested to 150,000 pods; a list beyond this is no inventory of one kind. */
const maxObjects = 1_000_000;
/** A server may cut a page short, but not most of them. */
const maxThinPages = 100;

/** The envelope of any list (kubernetes/apimachinery ListMeta); a Go server writes an empty slice as null. */
const listSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string().min(1).max(256),
    continue: z.string().max(16_384).optional(),
    remainingItemCount: z.number().int().nonnegative().optional().catch(undefined),
  }),
  items: z.array(z.unknown()).nullable().transform((items) => items ?? []),
});

/**
 * Lists page by page. The listing is complete only when the iteration ends by itself; every doubt
 * (cut body, missing metadata, a continue token that repeats, pages without end, 410 in the middle) throws a KubeError.
 */
export async function* listPages<T>(connection: KubeConnection, options: ListOptions<T>): AsyncGenerator<ListPage<T>, void, undefined> {
  let limit = options.limit ?? 500;
  let next: string | undefined;
  let objects = 0;
  let thinPages = 0;
  const startedAt = performance.now();
  const followed = new Set<string>();
  for (;;) {
    const read = await readPage(connection, options, limit, next).catch((error: unknown) => {
      if (error instanceof KubeError && error.code === 'too-large' && limit > 1) return null;
      throw error;
    });
    if (!read) {
      limit = Math.max(1, Math.floor(limit / 5));
      continue;
    }
    const size = read.page.items.length + read.page.unreadable;
    objects += size;
    if (size < limit / 10) thinPages += 1;
    if (objects > maxObjects) throw endless(connection, options.what, `${maxObjects} objects`);
    yield read.page;
    if (!read.next) return;
    const token = hash('sha256', read.next);
    if (followed.has(token)) throw new KubeError('invalid-response', `${connection.server} repeats the same page when asked to ${options.what}; the listing was not used.`);
    if (thinPages > maxThinPages) throw endless(connection, options.what, `${thinPages} pages that were empty or nearly so`);
    if (performance.now() - startedAt > connection.timeouts.listingMs) {
      throw new KubeError('timeout', `${connection.server} is too slow: the listing was not complete after ${Math.round(connection.timeouts.listingMs / 1000)} s when asked to ${options.what}.`);
    }
    followed.add(token);
    next = read.next;
  }
}

function endless({ server }: KubeConnection, what: string, after: string): KubeError {
  return new KubeError('too-large', `${server} does not come to an end when asked to ${what}: it was stopped after ${after}, and nothing was deleted.`);
}

async function readPage<T>(
  connection: KubeConnection,
  { path, query, accept, project, what, signal }: ListOptions<T>,
  limit: number,
  next: string | undefined,
): Promise<{ page: ListPage<T>; next: string | undefined }> {
  const { server, timeouts } = connection;
  const incoming = await connection.open({ path, query: { ...query, limit, continue: next }, accept, what, signal });
  const text = await readBody(incoming, { maxBytes: maxPageBytes, idleMs: timeouts.idleMs, maxMs: timeouts.bodyMs, server, signal });
  const parsed = listSchema.safeParse(parseJsonBody(text, server));
  if (!parsed.success) {
    throw new KubeError('invalid-response', `${server} answered something that is no complete list when asked to ${what}; the listing was not used.`);
  }
  const { metadata, items } = parsed.data;
  const page: ListPage<T> = {
    items: [], unreadable: 0, resourceVersion: metadata.resourceVersion, remaining: metadata.remainingItemCount ?? null,
  };
  for (const object of items) {
    const item = project(object);
    if (item === null) page.unreadable += 1;
    else page.items.push(item);
  }
  return { page, next: metadata.continue || undefined };
}
