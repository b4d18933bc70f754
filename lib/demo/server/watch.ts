import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StoreEvent } from '../store/object-store.ts';
import { listPage } from '../store/list-page.ts';
import type { Matcher } from '../store/selectors.ts';
import type { ApiServer } from './api-server.ts';
import { matcherOf, readVersion, type ResourceRoute, tooLarge } from './list.ts';
import { type Form, shown } from './serialise.ts';
import { statusBody } from './status.ts';

const bookmarkMs = 10_000;
/** A client that does not read for this many bytes is let go, as an API server does. */
const maxBufferedBytes = 16 * 1024 * 1024;

/** Frames that were made once for all watches of an API server: most watch the same kinds in the same form. */
const frames = new WeakMap<StoreEvent, Map<string, string>>();

/**
 * Streams changes of one kind as newline-separated frames (Kubernetes API concepts, "Efficient
 * detection of changes"), until the client goes, the server closes or `timeoutSeconds` are over.
 */
export function watch(
  server: ApiServer,
  route: ResourceRoute,
  query: URLSearchParams,
  form: Form,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { store } = server;
  const matches = matcherOf(query);
  const plural = route.resource.plural;
  const since = readVersion(query.get('resourceVersion'));
  const initial = query.get('sendInitialEvents') === 'true';
  const bookmarks = query.get('allowWatchBookmarks') === 'true';
  if (since !== null && since > store.resourceVersion) throw tooLarge(since, store.resourceVersion);
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const write = (frame: string): void => {
    if (server.fault === 'hang') return;
    response.write(server.fault === 'garbage' ? '<html>this is no frame\n' : frame);
    if (response.writableLength > maxBufferedBytes) response.destroy();
  };
  const bookmark = (annotations?: Record<string, string>): void => {
    const { group, kind } = route.resource;
    const apiVersion = group ? `${group}/${route.version}` : route.version;
    const metadata = { resourceVersion: String(store.resourceVersion), creationTimestamp: null, ...(annotations ? { annotations } : {}) };
    write(`${JSON.stringify({ type: 'BOOKMARK', object: { kind, apiVersion, metadata } })}\n`);
  };
  const forward = (event: StoreEvent): void => {
    if (event.plural !== plural) return;
    if (route.namespace !== null && event.object.metadata.namespace !== route.namespace) return;
    const type = typeFor(event, matches);
    if (type !== null) write(frameOf(server, event, type, form));
  };

  if (initial || since === null) {
    const page = listPage(store, { plural, namespace: route.namespace, matches, limit: null, continueToken: null, exactVersion: null });
    for (const item of page.items) write(`{"type":"ADDED","object":${JSON.stringify(shown(server, item, form))}}\n`);
    if (initial && bookmarks) bookmark({ 'k8s.io/initial-events-end': 'true' });
  } else {
    const missed = store.eventsAfter(since);
    if (!missed) {
      const message = `too old resource version: ${since} (${store.oldestWatchable})`;
      response.end(`${JSON.stringify({ type: 'ERROR', object: statusBody(410, 'Expired', message) })}\n`);
      return;
    }
    for (const event of missed) forward(event);
  }

  const unsubscribe = store.subscribe(forward);
  server.watches.add(response);
  const timeoutSeconds = Number(query.get('timeoutSeconds') ?? 0);
  const lifeMs = timeoutSeconds > 0 ? timeoutSeconds * 1000 : (1800 + Math.random() * 1800) * 1000;
  const end = setTimeout(() => response.end(), Math.min(lifeMs, 2 ** 31 - 1));
  const beat = bookmarks ? setInterval(bookmark, bookmarkMs) : null;
  const close = (): void => {
    unsubscribe();
    server.watches.delete(response);
    clearTimeout(end);
    if (beat) clearInterval(beat);
  };
  response.on('close', close);
  request.on('error', close);
}

/** What a change means to a watch with a selector: an object can move in and out of what it sees. */
function typeFor({ type, object, previous }: StoreEvent, matches: Matcher | null): StoreEvent['type'] | null {
  if (!matches) return type;
  const before = previous !== null && matches(previous);
  const after = type !== 'DELETED' && matches(object);
  if (before && after) return 'MODIFIED';
  return after ? 'ADDED' : before ? 'DELETED' : null;
}

function frameOf(server: ApiServer, event: StoreEvent, type: StoreEvent['type'], form: Form): string {
  const made = frames.get(event) ?? new Map<string, string>();
  frames.set(event, made);
  const key = `${type}/${form}`;
  const frame = made.get(key) ?? `{"type":"${type}","object":${JSON.stringify(shown(server, event.object, form))}}\n`;
  made.set(key, frame);
  return frame;
}
