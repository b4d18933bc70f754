import type pg from 'pg';
import { setTimeout as wait } from 'node:timers/promises';
import { backoffMs } from '#lib/kernel/backoff.ts';
import { contentHash } from '#lib/kernel/canonical-json.ts';
import { minuteMs, secondMs } from '#lib/kernel/duration.ts';
import { publishHint } from '#lib/live/hints.ts';
import { watchTarmacConfig } from '#lib/platform/config/watch-tarmac-config.ts';
import type { Scope, SourceKind, SourceLimits, SourceSettings } from '#lib/sources/contract.ts';
import { Configuration } from './configuration.ts';
import { evictSources } from './evict.ts';
import { RunningSource } from './running-source.ts';
import { ScopeHealth } from './scope-health.ts';
import { claimOnSource, SourceLocks } from './source-locks.ts';
import type { Fence } from './source-locks.ts';
import { describeProblem, openSourceSettings, readStoredSources } from './source-settings.ts';
import type { StoredSource } from './source-settings.ts';
import { SyncError } from './sync-error.ts';

/** What the supervisor works with. `keys` open sealed kubeconfigs; `connection` is for the lock connection. */
export type SupervisorOptions = {
  pool: pg.Pool;
  connection: pg.ClientConfig;
  kinds: readonly SourceKind[];
  configFile: string;
  configRequired?: boolean;
  keys: readonly Buffer[];
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  intervalMs?: number;
};

const defaultStaleAfterMs = 2 * minuteMs;

/** `notBeforeMs` is a time of `performance.now()`, which nobody sets back. */
type Slot = { fingerprint: string; running: RunningSource | null; fence: Fence | null; attempt: number; notBeforeMs: number };

/**
 * A watch keeps a socket and its buffers for good, a poll only while it runs. 200 watches are all kinds of 28 clusters; with
 * three sources of 2,000 clusters in all the worker needs 530 of the 600 MB that it may (bench/README.md), and 14,000 watches
 * would not fit. The other clusters are asked each minute for what changed, which reads no list again.
 */
const defaultLimits: SourceLimits = { maxWorkloadWatches: 200, pollMs: minuteMs, resyncMs: 10 * minuteMs, maxConcurrentListings: 32 };

/**
 * Keeps what runs equal to what is configured: sources of tarmac.yaml and of Settings, each run by one worker at a
 * time. A source that cannot run gets a `problem` and is tried again; the others do not notice.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #health: ScopeHealth;
  readonly #locks: SourceLocks;
  readonly #configuration: Configuration;
  readonly #slots = new Map<string, Slot>();
  readonly #stop = new AbortController();
  readonly #unwatch: () => void;
  readonly #loop: Promise<void>;
  readonly #configRead = Promise.withResolvers<void>();
  #wake = Promise.withResolvers<void>();
  #lockLost = false;
  #swept = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#health = new ScopeHealth(options.pool, (error) => options.log.warn({ error }, 'health of sources could not be stored'));
    this.#locks = new SourceLocks(options.connection, (error) => {
      this.#lockLost = true;
      this.#configuration.disown();
      // At once, whatever the loop is waiting for: another worker may take them over.
      for (const { running } of this.#slots.values()) void running?.stop();
      options.log.warn({ error }, 'the locks of sources were lost: all sources are stopped and taken again');
      this.#wake.resolve();
    });
    this.#configuration = new Configuration({ pool: options.pool, locks: this.#locks, file: options.configFile, log: options.log });
    this.#unwatch = watchTarmacConfig(
      options.configFile,
      (config) => this.#heard(() => this.#configuration.take(config)),
      (error) => this.#heard(() => this.#configuration.refuse(error)),
      { required: options.configRequired ?? false },
    );
    this.#loop = this.#run();
  }

  /** Looks at configuration and stored sources now instead of at the next interval. */
  wake(): void {
    this.#wake.resolve();
  }

  /** The settings of a source, opened, whichever worker runs it; null when it is gone or cannot be opened. */
  async settingsOf(sourceId: string): Promise<SourceSettings | null> {
    const source = (await readStoredSources(this.#options.pool)).find(({ id }) => id === sourceId);
    return source ? openSourceSettings(source, this.#options.keys, this.#configuration.assignment).catch(() => null) : null;
  }

  /** Stops all sources, gives the locks back and stores the last heartbeats. */
  async stop(): Promise<void> {
    this.#unwatch();
    this.#stop.abort();
    this.#configRead.resolve();
    this.#wake.resolve();
    await this.#loop;
    await Promise.all([...this.#slots.values()].map(({ running }) => running?.stop()));
    await this.#health.flush();
    await this.#locks.close();
  }

  #heard(change: () => void): void {
    change();
    this.#configRead.resolve();
    this.#wake.resolve();
  }

  async #run(): Promise<void> {
    const { intervalMs = 2 * secondMs, log } = this.#options;
    const { signal } = this.#stop;
    await this.#configRead.promise;
    while (!signal.aborted) {
      this.#wake = Promise.withResolvers();
      await this.#reconcile().catch((error: unknown) => {
        if (!signal.aborted) log.warn({ error }, 'sources could not be reconciled; the next attempt follows');
      });
      await Promise.race([this.#wake.promise, wait(intervalMs, undefined, { signal }).catch(() => undefined)]);
    }
  }

  async #reconcile(): Promise<void> {
    const { pool } = this.#options;
    if (this.#lockLost) await this.#dropAll();
    await this.#locks.probe();
    await this.#configuration.apply();
    const stored = await readStoredSources(pool);
    const removed = [...this.#slots.keys()].filter((id) => !stored.some((source) => source.id === id));
    for (const id of removed) await this.#end(id);
    if (removed.length > 0 || !this.#swept) {
      await evictSources(pool, []);
      this.#swept = true;
    }
    for (const source of stored) {
      if (this.#stop.signal.aborted || this.#lockLost) return;
      await this.#settle(source);
    }
  }

  async #settle(source: StoredSource): Promise<void> {
    // One made again under its name has the id of the one before, and nothing of what that one had stored.
    const fingerprint = contentHash([source.created_at, source.revision, this.#configuration.assignment, this.#limits, this.#config?.staleAfterSeconds ?? null]);
    const slot = this.#slots.get(source.id) ?? { fingerprint, running: null, fence: null, attempt: 0, notBeforeMs: 0 };
    this.#slots.set(source.id, slot);
    if (slot.fingerprint !== fingerprint) {
      await slot.running?.stop();
      Object.assign(slot, { fingerprint, running: null, attempt: 0, notBeforeMs: 0 });
    }
    if (slot.running || performance.now() < slot.notBeforeMs) return;
    slot.fence ??= await this.#locks.tryAcquire(claimOnSource(source.id));
    if (slot.fence) await this.#start(source, slot, slot.fence);
  }

  async #start(source: StoredSource, slot: Slot, fence: Fence): Promise<void> {
    const { pool, kinds, keys, log } = this.#options;
    try {
      const kind = kinds.find((candidate) => candidate.kind === source.kind);
      if (!kind) throw new SyncError('source-kind-unknown', `This Tarmac knows no source of the kind ${source.kind}.`);
      const settings = await openSourceSettings(source, keys, this.#configuration.assignment);
      const limits = this.#limits;
      await this.#storeProblem(source, null);
      slot.running = new RunningSource({
        pool, health: this.#health, kind, settings, limits, fence,
        staleAfterMs: (scope) => this.#staleAfterMs(scope, limits),
        log: {
          info: (fields, message) => log.info({ ...fields, source: source.name }, message),
          warn: (fields, message) => log.warn({ ...fields, source: source.name }, message),
        },
        onEnd: (thrown) => {
          slot.running = null;
          void this.#fail(source, slot, thrown);
        },
      });
      log.info({ source: source.name, kind: source.kind }, 'source started');
    } catch (thrown) {
      await this.#fail(source, slot, thrown);
    }
  }

  async #fail(source: StoredSource, slot: Slot, thrown: unknown): Promise<void> {
    slot.notBeforeMs = performance.now() + backoffMs(slot.attempt++, { firstMs: 2 * secondMs, maxMs: minuteMs }, Math.random());
    this.#options.log.warn({ error: thrown, source: source.name }, 'source cannot run');
    // Another worker may have what this one lacks, such as the kubeconfig's file.
    if (slot.fence) await this.#locks.release(claimOnSource(source.id)).catch(() => undefined);
    slot.fence = null;
    await this.#storeProblem(source, describeProblem(thrown)).catch(() => undefined);
  }

  async #storeProblem(source: StoredSource, problem: { code: string; message: string } | null): Promise<void> {
    const { rowCount } = await this.#options.pool.query(
      'UPDATE sources SET problem = $2, problem_code = $3 WHERE id = $1 AND (problem, problem_code) IS DISTINCT FROM ($2::text, $3::text)',
      [source.id, problem?.message ?? null, problem?.code ?? null],
    );
    if (rowCount) await publishHint(this.#options.pool, { noun: 'source', objectIds: [source.id] });
  }

  async #end(sourceId: string): Promise<void> {
    const slot = this.#slots.get(sourceId);
    this.#slots.delete(sourceId);
    await slot?.running?.stop();
    if (slot?.fence) await this.#locks.release(claimOnSource(sourceId)).catch(() => undefined);
  }

  async #dropAll(): Promise<void> {
    const slots = [...this.#slots.values()];
    this.#slots.clear();
    await Promise.all(slots.map(({ running }) => running?.stop()));
    this.#lockLost = false;
  }

  get #config() {
    return this.#configuration.config;
  }

  get #limits(): SourceLimits {
    const { maxWorkloadWatches, maxConcurrentListings, pollSeconds, resyncSeconds } = this.#config?.limits ?? {};
    const staleAfterMs = (this.#config?.staleAfterSeconds ?? Infinity) * secondMs;
    return {
      maxWorkloadWatches: maxWorkloadWatches ?? defaultLimits.maxWorkloadWatches,
      maxConcurrentListings: maxConcurrentListings ?? defaultLimits.maxConcurrentListings,
      pollMs: pollSeconds ? pollSeconds * secondMs : Math.min(defaultLimits.pollMs, staleAfterMs / 4),
      resyncMs: resyncSeconds ? resyncSeconds * secondMs : defaultLimits.resyncMs,
      // What is quiet must prove itself well before it counts as stale.
      ...(staleAfterMs < defaultStaleAfterMs && { confirmMs: staleAfterMs / 4 }),
    };
  }

  // A quiet watch gives a sign of life about once a minute; a cluster that is polled may miss one listing.
  #staleAfterMs(scope: Scope, limits: SourceLimits): number {
    const seconds = this.#config?.staleAfterSeconds;
    if (seconds) return seconds * secondMs;
    return scope.clusterUid === null ? defaultStaleAfterMs : Math.max(defaultStaleAfterMs, 2.5 * limits.pollMs);
  }
}
