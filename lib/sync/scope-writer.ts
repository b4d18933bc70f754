import type pg from 'pg';
import type { ObservedIn } from '#lib/inventory/observation/model.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Noun, Observations } from '#lib/sources/contract.ts';
import { TableWriter } from './apply.ts';
import type { Applied, ApplyTarget, GoneRow } from './apply.ts';
import { encodeRow } from './encode-row.ts';
import type { EncodedRow } from './encode-row.ts';
import { observedTables } from './observed-tables.ts';
import { retryUnavailable } from './retry-unavailable.ts';
import type { OpenScope } from './scope-registry.ts';

/** What one write changed. */
export type ScopeChange = { inserted: number; changed: number; gone: GoneRow[]; supersededUids: string[] };

const writers = new Map<Noun, TableWriter>();

/** Writes the rows of one source's scopes: one transaction a call, nothing at all when nothing differs. */
export class ScopeWriter {
  readonly #pool: pg.Pool;
  readonly #sourceId: string;
  readonly #signal: AbortSignal;

  constructor(pool: pg.Pool, sourceId: string, signal: AbortSignal) {
    this.#pool = pool;
    this.#sourceId = sourceId;
    this.#signal = signal;
  }

  /** Rows of the observations, the last one where an id occurs twice. */
  encode<N extends Noun>(scope: OpenScope, noun: N, items: readonly Observations[N][]): EncodedRow[] {
    const observedIn: ObservedIn = { sourceId: this.#sourceId, clusterUid: scope.clusterUid, clusterId: scope.clusterId };
    const rows = items.map((item) => encodeRow(observedTables[noun], item, observedIn));
    return rows.length < 2 ? rows : [...new Map(rows.map((row) => [row.id, row])).values()];
  }

  /** Stores `rows` and deletes the objects with these uids. */
  async write(scope: OpenScope, rows: readonly EncodedRow[], deletedUids: readonly string[]): Promise<ScopeChange> {
    const writer = writerOf(scope.noun);
    return this.#retry(async () => {
      const differing = rows.length === 0 || isEmpty(scope) ? rows : await writer.findDiffering(this.#pool, scope.id, rows);
      if (differing.length === 0 && deletedUids.length === 0) return nothing();
      return this.#transact(async (client) => {
        const applied: Applied = differing.length > 0 ? await writer.upsert(client, this.#target(scope), differing) : { inserted: 0, changed: 0, supersededUids: [] };
        const gone = deletedUids.length > 0 ? await writer.deleteUids(client, this.#target(scope), deletedUids) : [];
        return { ...applied, gone };
      });
    });
  }

  /** Deletes what a complete listing did not show. */
  async deleteUnseen(scope: OpenScope, seen: ReadonlySet<string>): Promise<ScopeChange> {
    const writer = writerOf(scope.noun);
    return this.#retry(async () => {
      if (isEmpty(scope) && seen.size === 0) return nothing();
      if ((await writer.count(this.#pool, scope.id)) === seen.size) return nothing();
      return this.#transact(async (client) => ({ ...nothing(), gone: await writer.deleteUnseen(client, this.#target(scope), [...seen]) }));
    });
  }

  #target(scope: OpenScope): ApplyTarget {
    return { sourceId: this.#sourceId, scopeId: scope.id, baseline: !scope.listed };
  }

  #retry<T>(work: () => Promise<T>): Promise<T> {
    return retryUnavailable(work, this.#signal);
  }

  // What is observed can be observed again, so its commits need not wait for the disk.
  #transact<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return withTransaction(this.#pool, async (client) => {
      await client.query('SET LOCAL synchronous_commit TO off');
      return work(client);
    });
  }
}

// Most first listings are of new scopes, where there is nothing to compare with.
function isEmpty(scope: OpenScope): boolean {
  return !scope.listed && scope.objectCount === 0;
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
  return { inserted: 0, changed: 0, gone: [], supersededUids: [] };
}
