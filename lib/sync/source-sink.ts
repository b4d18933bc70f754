import type pg from 'pg';
import { AppError, describeError } from '#lib/kernel/app-error.ts';
import type { Noun, Observations, Scope, ScopeStatus, Sink } from '#lib/sources/contract.ts';
import type { EncodedRow } from './encode-row.ts';
import { evictScopes, findOrphanScopes } from './evict.ts';
import { retryUnavailable } from './retry-unavailable.ts';
import type { HealthUpdate, ScopeHealth } from './scope-health.ts';
import { crowdedListing, endlessListing, fullScope, scopeBoundOf } from './scope-bound.ts';
import { ScopeRegistry } from './scope-registry.ts';
import type { OpenScope } from './scope-registry.ts';
import { ScopeWriter } from './scope-writer.ts';
import type { ScopeChange } from './scope-writer.ts';
import type { Fence } from './source-locks.ts';
import { SyncError } from './sync-error.ts';

/**
 * What a source's sink works with; `staleAfterMs` says for how long a scope stays fresh without news, `boundOf` how many
 * objects of a noun one scope may hold, `fence` whether this worker may still write.
 */
export type SourceSinkOptions = {
  pool: pg.Pool;
  sourceId: string;
  health: ScopeHealth;
  staleAfterMs: (scope: Scope) => number;
  signal: AbortSignal;
  fence?: Fence;
  boundOf?: (noun: Noun) => number;
  now?: () => number;
};

// Larger pages are cut, so that one statement stays small and one transaction short.
const maxRowsAtOnce = 2_000;
// Pages that come while one is stored are stored together: a transaction of a thousand rows costs a sixth less a row than two.
const gatheredRows = 1_000;

/**
 * What one running source writes through. Only the end of a complete listing deletes what was not seen; a
 * delta that comes while a listing runs is newer than the listing and wins over it. No scope grows beyond its bound:
 * `full` and `delta` throw `scope-full` for what has no room.
 */
export class SourceSink implements Sink {
  readonly #pool: pg.Pool;
  readonly #sourceId: string;
  readonly #health: ScopeHealth;
  readonly #signal: AbortSignal;
  readonly #fence: Fence | undefined;
  readonly #boundOf: (noun: Noun) => number;
  readonly #now: () => number;
  readonly #scopes: ScopeRegistry;
  readonly #writer: ScopeWriter;

  constructor({ pool, sourceId, health, staleAfterMs, signal, fence, boundOf = scopeBoundOf, now = Date.now }: SourceSinkOptions) {
    this.#pool = pool;
    this.#sourceId = sourceId;
    this.#health = health;
    this.#signal = signal;
    this.#fence = fence;
    this.#boundOf = boundOf;
    this.#now = now;
    this.#scopes = new ScopeRegistry(pool, sourceId, staleAfterMs);
    this.#writer = new ScopeWriter(pool, sourceId, signal, fence);
  }

  /** Reads what is stored of the source; comes before anything else. */
  async load(): Promise<void> {
    await this.#scopes.load();
  }

  /**
   * Drops the scopes of the source's own API server that hold nothing and were never listed whole, as after a wrong kind
   * in the configuration: a run of another kind would not speak of them, and this one makes those that it needs again.
   */
  async dropNeverListed(): Promise<void> {
    const never = this.#scopes.all().filter(({ clusterUid, listed }) => clusterUid === null && !listed);
    const counts = await Promise.all(never.map((scope) => this.#retry(() => this.#writer.count(scope))));
    await this.#evict(never.filter((_scope, index) => counts[index] === 0));
  }

  async full<N extends Noun>(scope: Scope<N>, pages: AsyncIterable<{ items: readonly Observations[N][]; unreadable: number }>): Promise<void> {
    const open = await this.#open(scope);
    const listing = open.listingTail.catch(() => undefined).then(() => this.#list(open, scope, pages));
    open.listingTail = listing.catch(() => undefined);
    await listing;
  }

  async delta<N extends Noun>(scope: Scope<N>, upserts: readonly Observations[N][], deletes: readonly string[]): Promise<void> {
    const open = await this.#open(scope);
    const gone = new Set(deletes);
    const kept = upserts.filter(({ uid }) => !gone.has(uid));
    const refused = await this.#exclusively(open, async () => {
      const rows = await this.#writer.encode(open, scope.noun, kept);
      const change = await this.#store(open, rows, deletes);
      // Only what is stored is newer than a listing that runs: one that shows what was not stored must not pass it over.
      for (const uid of [...kept.map((item) => item.uid), ...deletes]) open.touched?.add(uid);
      for (const { id } of change.gone) open.seen?.delete(id);
      open.crowdedOut += change.refused.length;
      return change.refused.length;
    });
    if (refused > 0) {
      const full = fullScope({ ...this.#countsOf(open), refused });
      await this.#fail(open, full.code, full.message);
      throw full;
    }
    open.watched = true;
    if (open.listed && open.state === 'current') this.#beat(open);
  }

  async status(scope: Scope, status: ScopeStatus): Promise<void> {
    // The loops of a source that was stopped, and those of a cluster that is just being forgotten, may still speak of it.
    if (this.#signal.aborted || !this.#scopes.isKnown(scope)) return;
    const open = await this.#open(scope);
    if (open.dropped) return;
    if (status.state === 'current') {
      // Before a complete listing nobody knows what is current.
      if (!open.listed) return;
      // The first word after a listing only repeats it, and that held when it began; a later one comes from a watch.
      const repeats = !open.confirmed;
      open.confirmed = true;
      if (!repeats) open.watched = true;
      if (open.state === 'current') return repeats ? undefined : this.#beat(open);
      open.state = 'current';
      return this.#write(open, { state: 'current', observedAtMs: this.#now(), objectCount: open.objectCount });
    }
    open.state = status.state;
    if (status.state === 'not-served') return this.#write(open, { state: 'not-served' });
    await this.#fail(open, status.code, status.message);
  }

  async forget(clusterUid: string): Promise<void> {
    this.#scopes.clusterIds.delete(clusterUid);
    await this.#evict(this.#scopes.all().filter((scope) => scope.clusterUid === clusterUid));
  }

  /**
   * Drops the scopes of kinds that this run of the source never spoke of, for any cluster, although it listed another
   * scope of the same API server whole: kinds that a release or a change of configuration took out. Clusters that left are
   * no matter of it, nor are scopes that only wait for their turn. Call it when the source has settled.
   */
  async dropUnreported(): Promise<void> {
    const all = this.#scopes.all();
    const reported = all.filter((scope) => scope.reported);
    const heard = new Set(reported.filter(({ state }) => state === 'current').map(({ clusterUid }) => clusterUid));
    const spokenOf = new Set(reported.map(({ kind }) => kind));
    await this.#evict(all.filter(({ clusterUid, kind }) => heard.has(clusterUid) && !spokenOf.has(kind)));
  }

  async #list<N extends Noun>(open: OpenScope, scope: Scope<N>, pages: AsyncIterable<{ items: readonly Observations[N][]; unreadable: number }>): Promise<void> {
    const startedMs = this.#now();
    const wasWatched = open.watched && open.listed;
    let unreadable = 0;
    let corrected = 0;
    let storing = Promise.resolve(0);
    let isStoring = false;
    let gathered: EncodedRow[] = [];
    open.touched = new Set();
    open.seen = new Set();
    open.crowdedOut = 0;
    open.justCounted = false;
    try {
      for await (const page of pages) {
        unreadable += page.unreadable;
        for (let from = 0; from < page.items.length; from += maxRowsAtOnce) {
          // One page is stored while the next ones are fetched and encoded.
          gathered.push(...(await this.#writer.encode(open, scope.noun, page.items.slice(from, from + maxRowsAtOnce))));
          if (isStoring && gathered.length < Math.min(gatheredRows, this.#boundOf(open.noun))) continue;
          corrected += await storing;
          isStoring = true;
          storing = this.#applyPage(open, gathered).finally(() => (isStoring = false));
          storing.catch(() => undefined);
          gathered = [];
        }
      }
      corrected += await storing;
      if (gathered.length > 0) corrected += await this.#applyPage(open, gathered);
      corrected += await this.#endListing(open, unreadable);
    } catch (thrown) {
      await storing.catch(() => undefined);
      open.touched = open.seen = null;
      open.fresh = false;
      if (!this.#signal.aborted && !open.dropped) {
        await this.#fail(open, thrown instanceof AppError ? thrown.code : 'listing-failed', describeError(thrown));
      }
      throw thrown;
    }
    if (open.dropped) return;
    open.touched = open.seen = null;
    open.listed = true;
    open.fresh = false;
    open.watched = open.confirmed = false;
    open.state = 'current';
    const nowMs = this.#now();
    // A listing says what was when it began: an object may have changed on a page that had been read.
    await this.#write(open, {
      state: 'current', observedAtMs: startedMs, listedAtMs: nowMs, objectCount: open.objectCount, unreadable,
      addedCorrections: wasWatched ? corrected : 0, listMs: nowMs - startedMs,
    });
    if (scope.noun === 'cluster') await this.#evictOrphans();
  }

  #applyPage(open: OpenScope, page: readonly EncodedRow[]): Promise<number> {
    return this.#exclusively(open, async () => {
      const change = await this.#store(open, page.filter(({ uid }) => !open.touched?.has(uid)), []);
      open.crowdedOut += change.refused.length;
      if ((open.seen?.size ?? 0) + open.crowdedOut > this.#boundOf(open.noun)) throw endlessListing(this.#countsOf(open));
      return change.inserted + change.changed;
    });
  }

  // An object that could not be read may be one that is stored: then nothing says that it is gone.
  async #endListing(open: OpenScope, unreadable: number): Promise<number> {
    return this.#exclusively(open, async () => {
      const seen = open.seen ?? new Set();
      const change = unreadable === 0 ? await this.#writer.deleteUnseen(open, seen) : null;
      if (change) await this.#settle(open, [], change);
      if (open.crowdedOut > 0) throw crowdedListing({ ...this.#countsOf(open), refused: open.crowdedOut, madeRoom: change !== null });
      if (change) open.objectCount = seen.size;
      return change?.gone.length ?? 0;
    });
  }

  // Rows of one scope are written one call after the other: a page and a delta must not overtake each other.
  async #exclusively<T>(open: OpenScope, work: () => Promise<T>): Promise<T> {
    const run = open.tail.catch(() => undefined).then(() => {
      if (this.#signal.aborted) throw new SyncError('stopped', 'This source was stopped.');
      if (open.dropped) throw new SyncError('cluster-unknown', 'The cluster of this listing was forgotten.', { retryable: true });
      return work();
    });
    open.tail = run.catch(() => undefined);
    return run;
  }

  // What is refused was not accounted for, so it does not count as seen.
  async #store(open: OpenScope, rows: readonly EncodedRow[], deletes: readonly string[]): Promise<ScopeChange> {
    if (!open.counted) {
      open.objectCount = await this.#writer.count(open);
      open.counted = true;
      open.justCounted = open.seen !== null;
    }
    const change = await this.#writer.write(open, rows, deletes, Math.max(0, this.#boundOf(open.noun) - open.objectCount));
    const refused = new Set(change.refused);
    const stored = refused.size === 0 ? rows : rows.filter((row) => !refused.has(row));
    for (const { id } of stored) open.seen?.add(id);
    await this.#settle(open, stored, change);
    return change;
  }

  #countsOf({ kind, noun, objectCount }: OpenScope) {
    return { kind, bound: this.#boundOf(noun), stored: objectCount };
  }

  async #settle(open: OpenScope, rows: readonly EncodedRow[], change: ScopeChange): Promise<void> {
    open.objectCount = Math.max(0, open.objectCount + change.inserted - change.gone.length);
    if (open.noun !== 'cluster') return;
    for (const { uid, id } of rows) this.#scopes.clusterIds.set(uid, id);
    for (const uid of [...change.supersededUids, ...change.gone.map((row) => row.uid)]) await this.forget(uid);
  }

  async #evictOrphans(): Promise<void> {
    const ids = new Set((await this.#retry(() => findOrphanScopes(this.#pool, this.#sourceId))).map(({ id }) => id));
    if (ids.size > 0) await this.#evict(this.#scopes.all().filter(({ id }) => ids.has(id)));
  }

  async #evict(scopes: readonly OpenScope[]): Promise<void> {
    // What a stopped one leaves behind is found by the next complete listing of clusters.
    if (scopes.length === 0 || this.#signal.aborted) return;
    await this.#scopes.drop(scopes);
    await this.#retry(() => evictScopes(this.#pool, this.#sourceId, scopes, this.#fence));
  }

  async #fail(open: OpenScope, errorCode: string, error: string): Promise<void> {
    open.state = 'failing';
    await this.#write(open, { state: 'failing', failedAtMs: this.#now(), errorCode, error: error.slice(0, 2_000), objectCount: open.objectCount });
  }

  #beat(open: OpenScope): void {
    this.#health.beat({ scopeId: open.id, sourceId: this.#sourceId, observedAtMs: this.#now(), objectCount: open.objectCount });
  }

  #write(open: OpenScope, update: Omit<HealthUpdate, 'scopeId' | 'sourceId'>): Promise<void> {
    return this.#retry(() => this.#health.write({ scopeId: open.id, sourceId: this.#sourceId, ...update }));
  }

  #open(scope: Scope): Promise<OpenScope> {
    return this.#retry(() => this.#scopes.open(scope));
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryUnavailable(work, this.#signal);
  }
}
