import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import type { Scope, SourceContext, SourceKind, SourceLimits, SourceSettings } from '#lib/sources/contract.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { ScopeHealth } from './scope-health.ts';
import type { Fence } from './source-locks.ts';
import { SourceSink } from './source-sink.ts';
import { SyncError } from './sync-error.ts';

/** What running a source takes; `fence` guards what it writes, `onEnd` hears why it ended before it was stopped. */
export type RunningSourceOptions = {
  pool: pg.Pool;
  health: ScopeHealth;
  kind: SourceKind;
  settings: SourceSettings;
  limits: SourceLimits;
  fence: Fence;
  staleAfterMs: (scope: Scope) => number;
  log: SourceContext['log'];
  onEnd: (thrown: unknown) => void;
};

const stopMs = 2 * secondMs;

// Long enough for every kind of a source to have been listed once, also with many clusters.
const settledAfterMs = 15 * minuteMs;

/** One source while this worker runs it. */
export class RunningSource {
  readonly #options: RunningSourceOptions;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: RunningSourceOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  /** Ends it. One that does not end in time is left to itself: its sink stores nothing any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.race([this.#done, wait(stopMs, undefined, { ref: false })]);
  }

  async #run(): Promise<void> {
    const { pool, health, kind, settings, limits, fence, staleAfterMs, log, onEnd } = this.#options;
    const { signal } = this.#stop;
    const sink = new SourceSink({ pool, sourceId: settings.id, health, staleAfterMs, signal, fence: (client) => this.#passOrStop(fence, client) });
    try {
      await sink.load();
      await sink.dropNeverListed();
      const settled = this.#dropUnreported(sink);
      await kind.run({ settings, limits, sink, log, signal });
      if (!signal.aborted) throw new Error('it returned without having been stopped');
      await settled;
    } catch (thrown) {
      if (!signal.aborted) onEnd(thrown);
    } finally {
      this.#stop.abort();
    }
  }

  // Nothing it says counts once another worker may run this source: not even that it fails.
  async #passOrStop(fence: Fence, client: Queryable): Promise<void> {
    await fence(client).catch((thrown: unknown) => {
      if (thrown instanceof SyncError) this.#stop.abort();
      throw thrown;
    });
  }

  async #dropUnreported(sink: SourceSink): Promise<void> {
    const { signal } = this.#stop;
    await wait(settledAfterMs, undefined, { signal, ref: false }).then(
      () => sink.dropUnreported().catch((thrown: unknown) => this.#options.log.warn({ error: thrown }, 'scopes that are no longer listed could not be dropped')),
      () => undefined,
    );
  }
}
