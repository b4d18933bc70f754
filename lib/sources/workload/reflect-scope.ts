import { describeError } from '#lib/kernel/app-error.ts';
import { secondMs } from '#lib/kernel/duration.ts';
import type { KubeClient } from '#lib/platform/kube/client.ts';
import type { KubeError } from '#lib/platform/kube/kube-error.ts';
import { reflect } from '#lib/platform/kube/reflect.ts';
import type { Noun, Observations, Scope, SourceContext } from '../contract.ts';
import { failingStatus } from './report-scope.ts';

/** Hears what the sink has taken of a scope. */
export type ScopeListener<N extends Noun> = {
  listed(items: readonly Observations[N][]): void;
  changed(upserts: readonly Observations[N][], deletes: readonly string[]): void;
};

/** One scope, how it is followed, and who hears of it. */
export type ScopeReflection<N extends Noun> = {
  context: Pick<SourceContext, 'sink' | 'limits' | 'log'>;
  client: Pick<KubeClient, 'list' | 'watch'>;
  scope: Scope<N>;
  paths: readonly string[];
  project: (object: unknown) => Observations[N] | null;
  mode: 'watch' | 'poll';
  listing: <R>(run: () => Promise<R>) => Promise<R>;
  polling?: <R>(run: () => Promise<R>) => Promise<R>;
  onError?: (error: KubeError) => void;
  /** Last touch to each observation on its way to the sink, with what is known at that moment. */
  complete?: (item: Observations[N]) => Observations[N];
  /** Hears of what is deleted before the sink does. */
  onDeleting?: (uids: readonly string[]) => void;
  /** Sees what the sink has taken; `listed` gets the whole of a complete listing of which all could be read, which is kept in memory for it. */
  listener?: ScopeListener<N>;
  /** Hears that a listing begins: what was told before is older than what it will show. */
  onListing?: () => void;
  /** Hears that the sink has taken a complete listing. */
  onListed?: () => void;
  signal: AbortSignal;
};

/** A scope is told to be current at most this often: bookmarks and changes may come many times a second. */
const currentGapMs = 5000;

/** Follows one scope and tells the sink of it until `signal` aborts; never throws. */
export async function reflectScope<N extends Noun>(reflection: ScopeReflection<N>): Promise<void> {
  const { context: { sink, limits, log }, scope, listener, signal, complete = (item) => item } = reflection;
  let currentAt = -Infinity;
  let justListed = false;
  await reflect<Observations[N]>({
    client: reflection.client,
    paths: reflection.paths,
    project: reflection.project,
    uidOf: ({ uid }) => uid,
    kind: scope.kind,
    what: scope.kind,
    mode: reflection.mode,
    pollMs: limits.pollMs,
    resyncMs: limits.resyncMs,
    // A server may forget the time that a watch was asked for; its silence then ends the watch.
    timing: limits.confirmMs === undefined ? {} : { watchSeconds: Math.max(1, limits.confirmMs / secondMs), silenceMs: 1.25 * limits.confirmMs },
    listing: reflection.listing,
    polling: reflection.polling,
    async onPages(pages) {
      reflection.onListing?.();
      const all: Observations[N][] = [];
      let whole = true;
      async function* observed(): AsyncGenerator<{ items: readonly Observations[N][]; unreadable: number }, void, undefined> {
        for await (const page of pages) {
          const { unreadable } = page;
          const items = page.items.map(complete);
          if (unreadable > 0) {
            whole = false;
            log.warn({ ...scope, unreadable }, 'objects that cannot be read were left out');
          }
          if (listener) all.push(...items);
          yield { items, unreadable };
        }
      }
      await sink.full(scope, observed());
      currentAt = -Infinity;
      justListed = true;
      // An object that could not be read may be one that is known: then nothing says that it is gone.
      if (whole) listener?.listed(all);
      else listener?.changed(all, []);
      reflection.onListed?.();
    },
    async onChanges(changed, deletes) {
      const upserts = changed.map(complete);
      reflection.onDeleting?.(deletes);
      await sink.delta(scope, upserts, deletes);
      listener?.changed(upserts, deletes);
    },
    async onCurrent() {
      // A wall clock that is set back would keep the scope silent.
      if (performance.now() - currentAt < currentGapMs) return;
      // The word after a listing only repeats it: the first that its watch proves must not be left out for that.
      if (!justListed) currentAt = performance.now();
      justListed = false;
      await sink.status(scope, { state: 'current' });
    },
    async onError(error) {
      currentAt = -Infinity;
      reflection.onError?.(error);
      await sink.status(scope, failingStatus({ log }, error));
    },
    onDeliveryFailure(error) {
      currentAt = -Infinity;
      log.warn({ ...scope, error: describeError(error) }, 'what was observed could not be stored; it is listed anew');
    },
    signal,
  });
}
