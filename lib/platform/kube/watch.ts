import { z } from 'zod';
import { parseJsonBody } from './body.ts';
import type { KubeConnection, KubeQuery } from './connection.ts';
import { createFrameSplitter } from './frames.ts';
import { KubeError } from './kube-error.ts';
import { isOfAnotherKind } from './object-kind.ts';
import { networkError } from './network-error.ts';
import { readStatus, statusError } from './status-error.ts';

/** What is watched from which version on, and what is kept of each object; `what` says it in words for errors. */
export type WatchOptions<T> = {
  path: string;
  query?: KubeQuery;
  resourceVersion: string;
  /** How long the server is asked to keep the watch, seconds. */
  timeoutSeconds: number;
  /** The watch ends when no whole event, not even a bookmark, came for this long: it may be dead, and a new one will tell. */
  silenceMs: number;
  /** The kind of each object, e.g. `Node`; objects that name another one cannot be read. */
  kind?: string;
  project: (object: unknown) => T | null;
  what: string;
  signal?: AbortSignal | undefined;
};

/** One change: an object as it is now, or as it last was. */
export type WatchEvent<T> = { type: 'upsert' | 'delete'; item: T };

/** What arrived together; the very first batch is empty and says that the server accepted the watch. */
export type WatchBatch<T> = {
  events: WatchEvent<T>[];
  unreadable: number;
  bookmark: boolean;
  /**
   * The server began with what it holds instead of with what has happened since the version, so that nobody hears of
   * what was deleted in between. It says so by a bookmark that only a watch with `sendInitialEvents` should get.
   */
  replayed: boolean;
  /** Version to go on from; null when this batch brought none. */
  resourceVersion: string | null;
};

const maxFrameBytes = 16 * 1024 * 1024;

const frameSchema = z.object({ type: z.string(), object: z.unknown() });
const versionSchema = z.object({ metadata: z.object({ resourceVersion: z.string().min(1).max(256) }) });
/** The end of the initial state (Kubernetes API concepts, "Streaming lists"); Cluster API's in-memory API servers send it unasked. */
const replaySchema = z.object({ metadata: z.object({ annotations: z.object({ 'k8s.io/initial-events-end': z.literal('true') }) }) });

/**
 * Watches from `resourceVersion` on. Ends by itself when the server closes the watch or it stays silent.
 * Throws KubeError `expired` for a version that is gone (HTTP 410 or an ERROR frame), `invalid-response` or `too-large` for
 * garbage, `unreachable` when the connection is cut. Stopping the iteration closes the connection.
 */
export async function* watchEvents<T>(connection: KubeConnection, options: WatchOptions<T>): AsyncGenerator<WatchBatch<T>, void, undefined> {
  const { server } = connection;
  const incoming = await connection.open({
    path: options.path,
    query: { ...options.query, watch: true, allowWatchBookmarks: true, resourceVersion: options.resourceVersion, timeoutSeconds: options.timeoutSeconds },
    what: `watch ${options.what}`,
    signal: options.signal,
  });
  const splitter = createFrameSplitter(server, maxFrameBytes);
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    incoming.destroy();
  }, options.silenceMs);
  try {
    yield emptyBatch();
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      const frames = splitter.push(chunk);
      if (frames.length === 0) continue;
      // Only what is whole counts: single bytes now and then would keep a dead watch alive.
      timer.refresh();
      yield readFrames(frames, options, server);
    }
    if (splitter.pending()) throw new KubeError('unreachable', `The watch on ${server} ended in the middle of an object; it is begun anew.`);
  } catch (error) {
    if (silent) return;
    if (options.signal?.aborted) throw new KubeError('aborted', 'The watch was stopped.');
    throw networkError(error, server);
  } finally {
    clearTimeout(timer);
    incoming.destroy();
  }
}

function readFrames<T>(frames: readonly string[], { project, kind }: Pick<WatchOptions<T>, 'project' | 'kind'>, server: string): WatchBatch<T> {
  const batch = emptyBatch<T>();
  for (const frame of frames) {
    const { type, object } = parseFrame(frame, server);
    if (type === 'ERROR') {
      const status = readStatus(object);
      throw statusError(status?.code ?? 500, status, { server, what: 'watch' });
    }
    const version = versionSchema.safeParse(object);
    if (version.success) batch.resourceVersion = version.data.metadata.resourceVersion;
    if (type === 'BOOKMARK') {
      batch.bookmark = true;
      batch.replayed ||= replaySchema.safeParse(object).success;
    } else if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') {
      const item = isOfAnotherKind(object, kind) ? null : project(object);
      if (item === null) batch.unreadable += 1;
      else batch.events.push({ type: type === 'DELETED' ? 'delete' : 'upsert', item });
    }
  }
  return batch;
}

function emptyBatch<T>(): WatchBatch<T> {
  return { events: [], unreadable: 0, bookmark: false, replayed: false, resourceVersion: null };
}

function parseFrame(frame: string, server: string): { type: string; object?: unknown } {
  try {
    return frameSchema.parse(parseJsonBody(frame, server));
  } catch (error) {
    if (error instanceof KubeError && error.code === 'too-large') throw error;
    throw new KubeError('invalid-response', `The watch on ${server} delivered something that is no watch event; it is begun anew.`);
  }
}
