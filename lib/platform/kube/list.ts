import { hash } from 'node:crypto';
import { z } from 'zod';
import { parseJsonBody, readBody } from './body.ts';
import type { KubeConnection, KubeQuery } from './connection.ts';
import { KubeError } from './kube-error.ts';
import { isOfAnotherKind } from './object-kind.ts';

/** What is listed, and what is kept of each object; `what` says it in words for errors. */
export type ListOptions<T> = {
  path: string;
  query?: KubeQuery;
  /** Objects a page, 500 unless told; lowered by itself when pages turn out too large. */
  limit?: number;
  /** The kind of each object, e.g. `Node`; objects that name another one cannot be read. */
  kind?: string;
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
  kind: z.string().max(256).optional(),
  metadata: z.object({
    resourceVersion: z.string().min(1).max(256),
    continue: z.string().max(16_384).optional(),
    remainingItemCount: z.number().int().nonnegative().optional().catch(undefined),
  }),
  items: z.array(z.unknown()).nullable().transform((items) => items ?? []),
});

/**
 * Lists page by page. The listing is complete only when the iteration ends by itself; every doubt
 * (cut body, missing metadata, another kind of answer, a rest without a continue token, one that repeats, pages without
 * end, 410 in the middle) throws a KubeError.
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
  { path, query, kind, project, what, signal }: ListOptions<T>,
  limit: number,
  next: string | undefined,
): Promise<{ page: ListPage<T>; next: string | undefined }> {
  const { server, timeouts } = connection;
  const incoming = await connection.open({ path, query: { ...query, limit, continue: next }, what, signal });
  const text = await readBody(incoming, { maxBytes: maxPageBytes, idleMs: timeouts.idleMs, maxMs: timeouts.bodyMs, server, signal });
  const parsed = listSchema.safeParse(parseJsonBody(text, server));
  const listed = parsed.data;
  const cut = listed?.metadata.remainingItemCount && !listed.metadata.continue;
  if (!listed || cut || incoming.statusCode !== 200) {
    throw new KubeError('invalid-response', `${server} answered something that is no complete list when asked to ${what}; the listing was not used.`);
  }
  const { metadata, items } = listed;
  if (!isListOf(listed.kind, kind)) {
    throw new KubeError('invalid-response', `${server} answered with a ${listed.kind} when asked to ${what}; the listing was not used.`);
  }
  const page: ListPage<T> = {
    items: [], unreadable: 0, resourceVersion: metadata.resourceVersion, remaining: metadata.remainingItemCount ?? null,
  };
  for (const object of items) {
    const item = isOfAnotherKind(object, kind) ? null : project(object);
    if (item === null) page.unreadable += 1;
    else page.items.push(item);
  }
  return { page, next: metadata.continue || undefined };
}

/** Whether what names itself `kind` is a list, and of `of` where that is known; a list need not say what it is. */
function isListOf(kind: string | undefined, of: string | undefined): boolean {
  if (kind === undefined || kind === 'List') return true;
  return of === undefined ? kind.endsWith('List') : kind === `${of}List`;
}
