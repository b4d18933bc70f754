import type { createChangeBatch } from './change-batch.ts';
import { asKubeError, KubeError, type KubeErrorCode } from './kube-error.ts';
import { createReflectBatch } from './reflect-batch.ts';
import type { ReflectOptions, ReflectTiming } from './reflect-options.ts';
import { jittered, pause, retryPauseMs } from './timing.ts';

/** After these the version that we hold may still be good, so the watch is tried again before anything is listed. */
const keepsVersion: ReadonlySet<KubeErrorCode> = new Set([
  'unreachable', 'timeout', 'throttled', 'tls', 'unauthorized', 'forbidden', 'certificate-expired', 'credentials-failed',
]);

/** A watch that has lasted for so many of the shortest pauses does what it should. */
const steadyPauses = 10;

/** A watch that ends sooner than this and brings nothing comes from something that cannot watch, or is going down. */
const atOnceMs = 500;

/** Watches every path until the resync is due; throws what makes a new listing necessary. */
export async function watchAll<T>(options: ReflectOptions<T>, timing: ReflectTiming, versions: Map<string, string>, onAlive: () => void): Promise<void> {
  const stop = new AbortController();
  const resync = setTimeout(() => stop.abort(), jittered(options.resyncMs));
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
    stop.abort();
  };
  const batch = createReflectBatch(options, timing, fail);
  const proven = new Set<string>();
  // One path says nothing of the others: the whole is current once each has been heard since it last was.
  const prove = (path: string): void => {
    proven.add(path);
    if (proven.size < versions.size) return;
    proven.clear();
    batch.markCurrent();
  };
  await Promise.all(options.paths.map((path) => watchPath(options, timing, {
    path, version: versions.get(path)!, batch, onAlive, signal, onProven: () => prove(path), onTrouble: () => proven.delete(path),
  }).catch(fail)));
  clearTimeout(resync);
  await batch.flush();
  if (failure !== undefined && !options.signal.aborted) throw failure;
}

async function watchPath<T>(
  options: ReflectOptions<T>,
  timing: ReflectTiming,
  run: {
    path: string; version: string; batch: ReturnType<typeof createChangeBatch<T>>; signal: AbortSignal;
    onAlive: () => void;
    /** Everything that came of this path is what the server has now. */
    onProven: () => void;
    onTrouble: () => void;
  },
): Promise<void> {
  let version = run.version;
  let watched = false;
  for (let failures = 0; !run.signal.aborted; ) {
    let opened = false;
    let failure: KubeError | null = null;
    let received = 0;
    let heard = false;
    const startedAt = Date.now();
    const lastedMs = (): number => Date.now() - startedAt;
    try {
      const watch = options.client.watch<T>({
        path: run.path, query: options.query, kind: options.kind, project: options.project, what: options.what,
        resourceVersion: version, timeoutSeconds: Math.round(jittered(timing.watchSeconds)), silenceMs: timing.silenceMs, signal: run.signal,
      });
      for await (const arrived of watch) {
        // One that is accepted and then delivers garbage at once is not alive: its listings must come more and more seldom.
        if (opened && lastedMs() > steadyPauses * timing.backoff.firstMs) run.onAlive();
        if (watched && arrived.replayed) throw new KubeError('expired', `The watch of ${options.what} began with what there is, without what was deleted. A new listing starts.`);
        if (arrived.unreadable > 0) throw new KubeError('expired', `The watch of ${options.what} told of an object that could not be read. A new listing starts.`);
        version = arrived.resourceVersion ?? version;
        received += arrived.events.length;
        heard ||= opened;
        await run.batch.add(arrived.events);
        if (!opened || arrived.bookmark) run.onProven();
        opened = true;
      }
      if (!heard && lastedMs() < Math.min(atOnceMs, timing.silenceMs / 2)) {
        throw new KubeError('expired', `The watch of ${options.what} was closed at once and without a word. A new listing starts.`);
      }
      // A server that closes every watch soon must not be asked in a tight loop.
      failures = received > 0 || lastedMs() > 1000 ? 0 : failures + 1;
      if (failures === 0) run.onAlive();
    } catch (error) {
      if (run.signal.aborted) return;
      const kubeError = asKubeError(error);
      if (!keepsVersion.has(kubeError.code)) throw kubeError;
      run.onTrouble();
      if (!opened) await options.onError(kubeError).catch(options.onDeliveryFailure);
      failures = opened ? 1 : failures + 1;
      failure = kubeError;
    }
    watched = true;
    if (failures > 0) await pause(retryPauseMs(failure, failures - 1, timing.backoff), run.signal);
  }
}
