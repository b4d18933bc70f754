import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ObservedTable } from '#lib/inventory/observation/model.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { EncodedRow } from './encode-row.ts';
import { toJsonRow } from './json-row.ts';
import { tableStatements } from './table-statements.ts';
import type { TableStatements } from './table-statements.ts';
import type { TouchedClusters } from './touched-clusters.ts';
import { changedFields, recordTransitions } from './transitions.ts';
import type { NewTransition, StoredRow } from './transitions.ts';

/** Where rows go; `baseline` says that the scope was never listed whole, so that its objects are not news. */
export type ApplyTarget = { sourceId: string; scopeId: number; baseline: boolean };

/** Rows of one scope on their way into the table. */
export type ScopeRows = { target: ApplyTarget; rows: readonly EncodedRow[] };

/** Rows that differ from what is stored: those that the scope has in another form, and those that it does not have. */
export type DifferingRows = { changed: EncodedRow[]; added: EncodedRow[] };

/** What an apply did. `supersededUids` are uids that rows had before (an object made again under its old name). */
export type Applied = { inserted: number; changed: number; supersededUids: string[] };

/** A row that was deleted. */
export type GoneRow = { id: string; uid: string; cluster_id: string | null; name: string };

/** Storing rows of one noun: set-based, knowing no noun. Each call runs inside the caller's transaction, which settles what was `touched`. */
export class TableWriter {
  readonly #table: ObservedTable<never>;
  readonly #sql: TableStatements;

  constructor(table: ObservedTable<never>) {
    this.#table = table;
    this.#sql = tableStatements(table);
  }

  /** Of each scope the rows that are not stored just so, apart those that the scope does not have yet; asks and writes nothing. */
  async findDiffering(client: Queryable, parts: readonly ScopeRows[]): Promise<DifferingRows[]> {
    const rows = parts.flatMap((part) => part.rows);
    if (rows.length === 0) return parts.map(() => ({ changed: [], added: [] }));
    const scopeIds = parts.flatMap((part) => part.rows.map(() => part.target.scopeId));
    const found = await client.query<{ id: string; added: boolean }>(this.#prepared('differing', [plainArray(rows.map(({ id }) => id)), plainArray(rows.map(({ hash }) => hash)), scopeIds]));
    const differing = new Map(found.rows.map(({ id, added }) => [id, added]));
    return parts.map((part) => ({
      changed: part.rows.filter(({ id }) => differing.get(id) === false),
      added: part.rows.filter(({ id }) => differing.get(id) === true),
    }));
  }

  /**
   * Stores rows of scopes that held nothing before; objects of a first listing are no news, so nothing is told.
   * Throws what `isUniqueViolation` knows when an id is stored already.
   */
  async insertNew(client: pg.PoolClient, parts: readonly ScopeRows[], touched: TouchedClusters): Promise<void> {
    await pipeline(Readable.from(copyChunks(parts)), client.query(copyFrom(this.#sql.copy)));
    touched.add(this.#table, this.#clusterIdsOf(parts));
  }

  /**
   * Stores rows of scopes of one source and tells what changed; says of each scope what was done. Ids must be unique.
   */
  async upsert(client: Queryable, parts: readonly ScopeRows[], touched: TouchedClusters): Promise<Applied[]> {
    const sourceId = parts.find(({ rows }) => rows.length > 0)?.target.sourceId;
    if (sourceId === undefined) return parts.map(() => ({ inserted: 0, changed: 0, supersededUids: [] }));
    const stored = await this.#readStored(client, parts.flatMap(({ rows }) => rows));
    const members = parts.flatMap(({ target, rows }) => rows.map((row) => toJsonRow(this.#table, target.scopeId, row)));
    await client.query(this.#prepared('upsert', [`[${members.join(',')}]`]));
    const transitions: NewTransition[] = [];
    const applied = parts.map(({ target, rows }) => {
      const supersededUids: string[] = [];
      let changed = 0;
      for (const row of rows) {
        const before = stored.get(row.id);
        if (before) changed += 1;
        if (before && before.uid !== row.uid) supersededUids.push(String(before.uid));
        const fields = before ? changedFields(this.#table, before, row) : {};
        if (before ? Object.keys(fields).length === 0 : target.baseline) continue;
        transitions.push({ clusterId: this.#clusterIdOf(row), objectId: row.id, objectName: this.#nameOf(row), change: before ? 'changed' : 'appeared', fields });
      }
      return { inserted: rows.length - changed, changed, supersededUids };
    });
    await recordTransitions(client, sourceId, this.#table.noun, transitions);
    touched.add(this.#table, this.#clusterIdsOf(parts));
    return applied;
  }

  /** Deletes the rows of a scope whose ids are not in `seen`, as gone; for the end of a complete listing only. */
  async deleteUnseen(client: Queryable, target: ApplyTarget, seen: readonly string[], touched: TouchedClusters): Promise<GoneRow[]> {
    const { rows } = await client.query<GoneRow>(this.#sql.deleteUnseen, [target.scopeId, plainArray(seen)]);
    return this.#tellGone(client, target, rows, touched);
  }

  /** Deletes these objects of a scope, as gone. */
  async deleteUids(client: Queryable, target: ApplyTarget, uids: readonly string[], touched: TouchedClusters): Promise<GoneRow[]> {
    const { rows } = await client.query<GoneRow>(this.#sql.deleteUids, [target.scopeId, uids]);
    return this.#tellGone(client, target, rows, touched);
  }

  /** How many rows each of these scopes has. */
  async counts(client: Queryable, scopeIds: readonly number[]): Promise<number[]> {
    const { rows } = await client.query<{ scope_id: number; count: number }>(this.#prepared('counts', [scopeIds]));
    const found = new Map(rows.map((row) => [row.scope_id, row.count]));
    return scopeIds.map((id) => found.get(id) ?? 0);
  }

  /** Deletes all rows of these scopes without telling each as gone: it is the view that ends, not the objects. */
  async evict(client: Queryable, scopeIds: readonly number[], touched: TouchedClusters): Promise<number> {
    const { rows } = await client.query<{ cluster_id: string | null }>(this.#sql.deleteScopes, [scopeIds]);
    touched.add(this.#table, rows.flatMap(({ cluster_id: id }) => id ?? []));
    return rows.length;
  }

  async #readStored(client: Queryable, rows: readonly EncodedRow[]): Promise<Map<string, StoredRow>> {
    const { rows: stored } = await client.query<StoredRow>(this.#prepared('before', [plainArray(rows.map(({ id }) => id))]));
    return new Map(stored.map((row) => [row.id, row]));
  }

  async #tellGone(client: Queryable, { sourceId }: ApplyTarget, gone: GoneRow[], touched: TouchedClusters): Promise<GoneRow[]> {
    if (gone.length === 0) return gone;
    const transitions = gone.map((row) => ({
      clusterId: row.cluster_id, objectId: row.id, objectName: row.name, change: 'gone' as const, fields: {},
    }));
    await recordTransitions(client, sourceId, this.#table.noun, transitions);
    touched.add(this.#table, gone.flatMap(({ cluster_id: id }) => id ?? []));
    return gone;
  }

  // Named statements are planned once a connection; there are as many names as tables have statements.
  #prepared(statement: keyof TableStatements, values: unknown[]): { name: string; text: string; values: unknown[] } {
    return { name: `${this.#table.table} ${statement}`, text: this.#sql[statement], values };
  }

  #clusterIdsOf(parts: readonly ScopeRows[]): Set<string> {
    return new Set(parts.flatMap(({ rows }) => rows.flatMap((row) => this.#clusterIdOf(row) ?? [])));
  }

  #clusterIdOf(row: EncodedRow): string | null {
    return this.#table.clusterIdColumn === 'id' ? row.id : this.#textOf(row, this.#table.clusterIdColumn);
  }

  #nameOf(row: EncodedRow): string {
    return this.#textOf(row, this.#table.nameColumn) ?? row.uid;
  }

  #textOf(row: EncodedRow, columnName: string): string | null {
    const value = row.values[this.#table.columns.findIndex(({ name }) => name === columnName)];
    return typeof value === 'string' ? value : null;
  }
}

// Chunks of some hundred kilobytes, so that Postgres stores the first while the last is being written.
function* copyChunks(parts: readonly ScopeRows[]): Generator<string> {
  let lines: string[] = [];
  for (const { target, rows } of parts) {
    for (const { id, hash, copied } of rows) {
      lines.push(`${target.scopeId}\t${id}\t${hash}\t${copied}\n`);
      if (lines.length < copyRowsAtOnce) continue;
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

const copyRowsAtOnce = 100;

/** Whether an id was stored already (PostgreSQL appendix A: unique_violation). */
export function isUniqueViolation(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === '23505';
}

// Uuids and base64url need no quotes in an array literal; pg would look at each character of each.
function plainArray(words: readonly string[]): string {
  return `{${words.join(',')}}`;
}
