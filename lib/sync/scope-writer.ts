import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import type { ObservedIn } from '#lib/inventory/observation/model.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Noun, Observations } from '#lib/sources/contract.ts';
import { isUniqueViolation, TableWriter } from './apply.ts';
import type { ApplyTarget, GoneRow, ScopeRows } from './apply.ts';
import { BatchQueue } from '#lib/platform/db/batch-queue.ts';
import { encodeRow } from './encode-row.ts';
import type { EncodedRow } from './encode-row.ts';
import { observedTables } from './observed-tables.ts';
import { retryUnavailable } from './retry-unavailable.ts';
import type { OpenScope } from './scope-registry.ts';
import type { Fence } from './source-locks.ts';
import { TouchedClusters } from './touched-clusters.ts';

/** What one write changed; `refused` are rows that the scope had no room for. */
export type ScopeChange = { inserted: number; changed: number; gone: GoneRow[]; supersededUids: string[]; refused: readonly EncodedRow[] };

type Write = { scope: OpenScope; rows: readonly EncodedRow[]; deletedUids: readonly string[]; room: number };

/** What is to be done for writes of one noun; `parts` and `refused` stand in their order. */
type Plan = { writer: TableWriter; writes: readonly Write[]; parts: readonly ScopeRows[]; refused: readonly (readonly EncodedRow[])[] };

const writers = new Map<Noun, TableWriter>();

// Few: the answers of Postgres that storing waits for are heard only between two turns of encoding.
const encodedAtOnce = 10;

/** Bounds how many pages, of up to 2,000 rows each, one transaction stores. */
const maxWritesAtOnce = 32;

/** Writes the rows of one source's scopes: many scopes in one transaction when they come together, nothing at all when nothing differs. */
export class ScopeWriter {
  readonly #pool: pg.Pool;
  readonly #sourceId: string;
  readonly #signal: AbortSignal;
  readonly #fence: Fence | undefined;
  readonly #writes = new BatchQueue<Write, PromiseSettledResult<ScopeChange>>((writes) => this.#writeEach(writes), maxWritesAtOnce);
  readonly #counts = new Map<Noun, BatchQueue<number, number>>();

  constructor(pool: pg.Pool, sourceId: string, signal: AbortSignal, fence?: Fence) {
    this.#pool = pool;
    this.#sourceId = sourceId;
    this.#signal = signal;
    this.#fence = fence;
  }

  /** Rows of the observations, the last one where an id occurs twice. */
  async encode<N extends Noun>(scope: OpenScope, noun: N, items: readonly Observations[N][]): Promise<EncodedRow[]> {
    const observedIn: ObservedIn = { sourceId: this.#sourceId, clusterUid: scope.clusterUid, clusterId: scope.clusterId };
    const rows = new Map<string, EncodedRow>();
    for (const [index, item] of items.entries()) {
      // Lets what is being stored meanwhile go on.
      if (index > 0 && index % encodedAtOnce === 0) await setImmediate();
      const row = encodeRow(observedTables[noun], item, observedIn);
      rows.set(row.id, row);
    }
    return [...rows.values()];
  }

  /**
   * Stores `rows`, but of those that are new to the scope at most `room`, and deletes the objects with these uids. Writes
   * that come while another is on its way go together in the next transaction, whatever their noun: most listings are
   * tiny, and each transaction costs as much as a hundred rows. One that cannot be stored fails alone.
   */
  async write(scope: OpenScope, rows: readonly EncodedRow[], deletedUids: readonly string[], room: number): Promise<ScopeChange> {
    if (rows.length === 0 && deletedUids.length === 0) return nothing();
    const settled = await this.#writes.add({ scope, rows, deletedUids, room });
    if (settled.status === 'rejected') throw settled.reason;
    return settled.value;
  }

  /** How many rows of the scope are stored. */
  count(scope: OpenScope): Promise<number> {
    let queue = this.#counts.get(scope.noun);
    if (!queue) {
      queue = new BatchQueue((ids) => this.#retry(() => writerOf(scope.noun).counts(this.#pool, ids)));
      this.#counts.set(scope.noun, queue);
    }
    return queue.add(scope.id);
  }

  /** Deletes what a complete listing did not show. */
  async deleteUnseen(scope: OpenScope, seen: ReadonlySet<string>): Promise<ScopeChange> {
    const writer = writerOf(scope.noun);
    if (scope.fresh && seen.size === scope.objectCount) return nothing();
    if ((scope.justCounted ? scope.objectCount : await this.count(scope)) === seen.size) return nothing();
    return this.#retry(() => this.#transact(async (client, touched) => ({ ...nothing(), gone: await writer.deleteUnseen(client, this.#target(scope), [...seen], touched) })));
  }

  async #writeEach(writes: readonly Write[]): Promise<PromiseSettledResult<ScopeChange>[]> {
    try {
      return (await this.#retry(() => this.#writeTogether(writes))).map((value) => ({ status: 'fulfilled', value }));
    } catch (thrown) {
      const fresh = isUniqueViolation(thrown) ? writes.filter(({ scope }) => scope.fresh) : [];
      if (fresh.length > 0) {
        for (const { scope } of fresh) scope.fresh = false;
        return this.#writeEach(writes);
      }
      if (writes.length === 1 || this.#signal.aborted) return writes.map(() => ({ status: 'rejected', reason: thrown }));
      const alone: PromiseSettledResult<ScopeChange>[] = [];
      for (const write of writes) alone.push(...(await this.#writeEach([write])));
      return alone;
    }
  }

  async #writeTogether(writes: readonly Write[]): Promise<ScopeChange[]> {
    const plans = await Promise.all([...Map.groupBy(writes, ({ scope }) => scope.noun)].map(([noun, own]) => this.#plan(noun, own)));
    const changes = new Map<Write, ScopeChange>();
    for (const plan of plans) plan.writes.forEach((write, index) => changes.set(write, { ...nothing(), refused: plan.refused[index]! }));
    const needed = plans.filter(({ parts, writes: own }) => parts.some(({ rows }) => rows.length > 0) || own.some(({ deletedUids }) => deletedUids.length > 0));
    if (needed.length > 0) {
      await this.#transact(async (client, touched) => {
        for (const plan of needed) {
          for (const [write, done] of await this.#carryOut(client, plan, touched)) changes.set(write, { ...changes.get(write)!, ...done });
        }
      });
    }
    return writes.map((write) => changes.get(write)!);
  }

  async #plan(noun: Noun, writes: readonly Write[]): Promise<Plan> {
    const writer = writerOf(noun);
    // Most first listings are of new scopes, where there is nothing to compare with.
    const compared = writes.filter(({ scope }) => !scope.fresh);
    const differing = await writer.findDiffering(this.#pool, compared.map((write) => this.#rowsOf(write)));
    const found = new Map(compared.map((write, index) => [write, differing[index]!]));
    const split = writes.map((write) => ({ changed: [], added: write.rows, ...found.get(write) }));
    return {
      writer, writes,
      parts: writes.map((write, index) => ({ ...this.#rowsOf(write), rows: [...split[index]!.changed, ...split[index]!.added.slice(0, write.room)] })),
      refused: split.map(({ added }, index) => added.slice(writes[index]!.room)),
    };
  }

  async #carryOut(client: pg.PoolClient, { writer, writes, parts }: Plan, touched: TouchedClusters): Promise<[Write, Partial<ScopeChange>][]> {
    const inserted = new Set(parts.filter((_part, index) => writes[index]!.scope.fresh));
    if (inserted.size > 0) await writer.insertNew(client, [...inserted], touched);
    const applied = await writer.upsert(client, parts.map((part) => (inserted.has(part) ? { ...part, rows: [] } : part)), touched);
    const done: [Write, Partial<ScopeChange>][] = [];
    for (const [index, write] of writes.entries()) {
      const gone = write.deletedUids.length > 0 ? await writer.deleteUids(client, this.#target(write.scope), write.deletedUids, touched) : [];
      const part = parts[index]!;
      done.push([write, { ...(inserted.has(part) ? { inserted: part.rows.length } : applied[index]!), gone }]);
    }
    return done;
  }

  #rowsOf({ scope, rows }: Write): ScopeRows {
    return { target: this.#target(scope), rows };
  }

  #target(scope: OpenScope): ApplyTarget {
    return { sourceId: this.#sourceId, scopeId: scope.id, baseline: !scope.listed };
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryUnavailable(work, this.#signal);
  }

  // What is observed can be observed again, so its commits need not wait for the disk.
  #transact<T>(work: (client: pg.PoolClient, touched: TouchedClusters) => Promise<T>): Promise<T> {
    return withTransaction(this.#pool, async (client) => {
      await client.query('SET LOCAL synchronous_commit TO off');
      await this.#fence?.(client);
      const touched = new TouchedClusters();
      const result = await work(client, touched);
      await touched.settle(client, this.#sourceId);
      return result;
    });
  }
}

/** The one writer of a noun's table. */
export function writerOf(noun: Noun): TableWriter {
  let writer = writers.get(noun);
  if (!writer) {
    writer = new TableWriter(observedTables[noun]);
    writers.set(noun, writer);
  }
  return writer;
}

function nothing(): ScopeChange {
  return { inserted: 0, changed: 0, gone: [], supersededUids: [], refused: [] };
}
