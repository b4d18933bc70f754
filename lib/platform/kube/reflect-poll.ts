import { secondMs } from '#lib/kernel/duration.ts';
import type { createChangeBatch } from './change-batch.ts';
import { createReflectBatch } from './reflect-batch.ts';
import type { ReflectOptions, ReflectTiming } from './reflect-options.ts';
import { jittered, pause } from './timing.ts';

/** How long a server is asked to keep a short watch; what changed before comes at its very beginning. */
const shortWatchSeconds = 1;
/** A server may forget that time: its silence then ends the watch. */
const silenceMs = 3 * secondMs;
/** What takes longer than this, from the connection on, is listed instead. */
const patienceMs = 10 * secondMs;

/**
 * Keeps a collection that was just listed current by a short watch every `pollMs` (the first after `firstMs`), which
 * brings what changed since the last one. Returns when it has to be listed again: the resync is due, or a short watch did
 * not end as it should (an expired version, what the server holds in place of what happened, any error); whether that is
 * trouble the listing tells.
 */
export async function pollAll<T>(options: ReflectOptions<T>, timing: ReflectTiming, versions: Map<string, string>, firstMs: number): Promise<void> {
  const { signal, polling = (run) => run() } = options;
  const listAt = Date.now() + jittered(options.resyncMs);
  for (let restMs = firstMs; ; restMs = jittered(options.pollMs)) {
    await pause(restMs, signal);
    if (signal.aborted || Date.now() >= listAt) return;
    if (!(await polling(() => catchUp(options, timing, versions)))) return;
  }
}

/** Whether everything up to this moment was seen and delivered; throws DeliveryFailure. */
async function catchUp<T>(options: ReflectOptions<T>, timing: ReflectTiming, versions: Map<string, string>): Promise<boolean> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  const patience = setTimeout(stop, patienceMs);
  const signal = AbortSignal.any([options.signal, end.signal]);
  let failure: unknown;
  const batch = createReflectBatch(options, timing, (error) => {
    failure = error;
    stop();
  });
  const ended = await Promise.all(options.paths.map((path) => watchShortly(options, { path, versions, batch, signal })));
  clearTimeout(patience);
  const complete = ended.every(Boolean);
  if (complete) batch.markCurrent();
  await batch.flush();
  if (failure !== undefined && !options.signal.aborted) throw failure;
  return complete;
}

async function watchShortly<T>(
  options: ReflectOptions<T>,
  { path, versions, batch, signal }: { path: string; versions: Map<string, string>; batch: ReturnType<typeof createChangeBatch<T>>; signal: AbortSignal },
): Promise<boolean> {
  const { client, query, kind, project, what } = options;
  const startedAt = Date.now();
  let version = versions.get(path)!;
  let heard = false;
  let doubtful = false;
  try {
    const watch = client.watch<T>({ path, query, kind, project, what, resourceVersion: version, timeoutSeconds: shortWatchSeconds, silenceMs, signal });
    for await (const arrived of watch) {
      if (arrived.resourceVersion !== null) heard = true;
      version = arrived.resourceVersion ?? version;
      doubtful ||= arrived.replayed || arrived.unreadable > 0;
      await batch.add(arrived.events);
    }
  } catch {
    return false;
  }
  versions.set(path, version);
  // One that is closed at once and without a word comes from something that cannot watch, or is going down.
  return !doubtful && (heard || Date.now() - startedAt > (shortWatchSeconds * secondMs) / 2);
}
