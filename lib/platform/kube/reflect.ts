import { deliver, DeliveryFailure } from './delivery.ts';
import { asKubeError } from './kube-error.ts';
import type { ListPage } from './list.ts';
import type { ReflectOptions, ReflectTiming } from './reflect-options.ts';
import { pollAll } from './reflect-poll.ts';
import { watchAll } from './reflect-watch.ts';
import { jittered, pause, retryPauseMs } from './timing.ts';

const defaultTiming: ReflectTiming = {
  backoff: { firstMs: 1000, maxMs: 60_000 },
  batchMs: 50,
  // kube-apiserver sends a bookmark about every minute.
  silenceMs: 80_000,
  watchSeconds: 300,
};

/**
 * Follows a collection until `signal` aborts and then resolves; never throws. Lists, watches from the
 * listing's version, lists again when that version has expired or every `resyncMs`. In poll mode the watches are short.
 */
export async function reflect<T>(options: ReflectOptions<T>): Promise<void> {
  const timing = { ...defaultTiming, ...options.timing };
  const { signal } = options;
  // What is listed together at the start is not to be polled together.
  let firstPollMs = Math.random() * options.pollMs;
  for (let failures = 0; !signal.aborted; ) {
    try {
      const versions = await options.listing(() => listAll(options));
      await deliver(options.onCurrent());
      if (options.mode === 'watch') await watchAll(options, timing, versions, () => (failures = 0));
      else {
        failures = 0;
        await pollAll(options, timing, versions, firstPollMs);
        firstPollMs = jittered(options.pollMs);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof DeliveryFailure) options.onDeliveryFailure(error.cause);
      // An expired version is everyday life: one new listing at once, pauses only when it keeps happening.
      const expired = !(error instanceof DeliveryFailure) && asKubeError(error).code === 'expired';
      if (!expired && !(error instanceof DeliveryFailure)) await options.onError(asKubeError(error)).catch(options.onDeliveryFailure);
      const waitMs = expired && failures === 0 ? 0 : retryPauseMs(error, failures, timing.backoff);
      failures += 1;
      await pause(waitMs, signal);
    }
  }
}

async function listAll<T>(options: ReflectOptions<T>): Promise<Map<string, string>> {
  const versions = new Map<string, string>();
  let failure: unknown;
  let complete = false;
  async function* pages(): AsyncGenerator<ListPage<T>, void, undefined> {
    try {
      for (const path of options.paths) {
        for await (const page of options.client.list<T>({ path, query: options.query, kind: options.kind, project: options.project, what: `list ${options.what}`, signal: options.signal })) {
          if (!versions.has(path)) versions.set(path, page.resourceVersion);
          yield page;
        }
      }
      complete = true;
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  const delivered = await deliver(options.onPages(pages())).catch((error: unknown) => error);
  if (failure !== undefined) throw failure;
  if (delivered instanceof DeliveryFailure) throw delivered;
  if (!complete) throw new DeliveryFailure('a listing was not read to its end');
  return versions;
}
