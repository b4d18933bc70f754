import type pg from 'pg';
import type { Noun, Scope } from '#lib/sources/contract.ts';
import { BatchQueue } from '#lib/platform/db/batch-queue.ts';
import { SyncError } from './sync-error.ts';

/** A scope of a running source, with what only this process needs to know of it. */
export type OpenScope = {
  id: number;
  clusterUid: string | null;
  clusterId: string | null;
  kind: string;
  noun: Noun;
  state: string;
  /** Whether it was ever listed whole. */
  listed: boolean;
  objectCount: number;
  /** Whether `objectCount` was compared with the table since this process started; one that died may not have told it. */
  counted: boolean;
  /** Whether `objectCount` was compared with the table since the listing under way began, so that its end need not do it again. */
  justCounted: boolean;
  /** Whether this process made it and its first listing has neither ended nor met a row: nothing else of it is stored. */
  fresh: boolean;
  /** Whether a watch kept it current since it was last listed. */
  watched: boolean;
  /** Whether it was said to be current since it was last listed. */
  confirmed: boolean;
  /** Uids that deltas touched while a listing runs; null when none does. */
  touched: Set<string> | null;
  /** Row ids that the listing under way has accounted for. */
  seen: Set<string> | null;
  /** How many objects the listing under way showed that had no room beside what is stored. */
  crowdedOut: number;
  /** Ends when the last write of rows does; the next one waits for it. */
  tail: Promise<unknown>;
  /** Ends when the last listing does. */
  listingTail: Promise<unknown>;
  /** Whether the source spoke of it since it was started. */
  reported: boolean;
  /** Forgotten with its rows; whoever still holds it must not write. */
  dropped: boolean;
};

type ScopeRow = {
  id: number; cluster_uid: string; cluster_id: string | null; kind: string; noun: string; state: string;
  listed_at: Date | null; object_count: number;
};

type NewScope = { clusterUid: string; clusterId: string | null; kind: string; noun: string };

/** The scopes of one source: loaded once, made as they are first spoken of. */
export class ScopeRegistry {
  readonly #pool: pg.Pool;
  readonly #sourceId: string;
  readonly #staleAfterMs: (scope: Scope) => number;
  readonly #open = new Map<string, OpenScope>();
  readonly #opening = new Map<string, Promise<OpenScope>>();
  /** Uid of each known cluster of the source to the id of its row. */
  readonly clusterIds = new Map<string, string>();
  readonly #inserts: BatchQueue<NewScope & { staleAfterMs: number }, ScopeRow>;

  constructor(pool: pg.Pool, sourceId: string, staleAfterMs: (scope: Scope) => number) {
    this.#pool = pool;
    this.#sourceId = sourceId;
    this.#staleAfterMs = staleAfterMs;
    this.#inserts = new BatchQueue((scopes) => this.#insert(scopes));
  }

  async load(): Promise<void> {
    const [scopes, clusters] = await Promise.all([
      this.#pool.query<ScopeRow>('SELECT * FROM source_scopes WHERE source_id = $1', [this.#sourceId]),
      this.#pool.query<{ uid: string; id: string }>('SELECT uid, id FROM clusters WHERE source_id = $1', [this.#sourceId]),
    ]);
    for (const { uid, id } of clusters.rows) this.clusterIds.set(uid, id);
    for (const row of scopes.rows) {
      const scope = toOpenScope(row);
      this.#open.set(keyOf(scope), scope);
    }
  }

  /** The scope, made when it is new; throws `cluster-unknown` for a workload cluster that was never observed or was forgotten. */
  async open(scope: Scope): Promise<OpenScope> {
    const key = keyOf(scope);
    const known = this.#open.get(key) ?? (await (this.#opening.get(key) ?? this.#make(key, scope)));
    if (!known.reported) await this.#refresh(known, scope);
    return known;
  }

  /** Whether a scope of this cluster may be stored. */
  isKnown(scope: Scope): boolean {
    return scope.clusterUid === null || this.clusterIds.has(scope.clusterUid);
  }

  all(): OpenScope[] {
    return [...this.#open.values()];
  }

  /** Takes the scopes out; what they are writing at this moment ends first. */
  async drop(scopes: readonly OpenScope[]): Promise<void> {
    for (const scope of scopes) {
      scope.dropped = true;
      this.#open.delete(keyOf(scope));
    }
    await Promise.all(scopes.map(({ tail }) => tail.catch(() => undefined)));
  }

  #make(key: string, scope: Scope): Promise<OpenScope> {
    const clusterId = scope.clusterUid === null ? null : this.clusterIds.get(scope.clusterUid);
    if (clusterId === undefined) {
      return Promise.reject(new SyncError('cluster-unknown', 'The cluster of this listing has not been observed, or is gone.', { retryable: true }));
    }
    const row = { clusterUid: scope.clusterUid ?? '', clusterId, kind: scope.kind, noun: scope.noun, staleAfterMs: this.#staleAfterMs(scope) };
    const made = this.#inserts
      .add(row)
      .then((inserted) => {
        const open = { ...toOpenScope(inserted), reported: true, fresh: true, counted: true };
        this.#open.set(key, open);
        return open;
      })
      .finally(() => this.#opening.delete(key));
    this.#opening.set(key, made);
    return made;
  }

  // Settings may have changed since the row was made.
  async #refresh(known: OpenScope, scope: Scope): Promise<void> {
    known.reported = true;
    const staleAfterMs = this.#staleAfterMs(scope);
    await this.#inserts.add({ clusterUid: known.clusterUid ?? '', clusterId: known.clusterId, kind: known.kind, noun: known.noun, staleAfterMs });
  }

  async #insert(scopes: readonly (NewScope & { staleAfterMs: number })[]): Promise<ScopeRow[]> {
    const { rows } = await this.#pool.query<ScopeRow>(insertScopes, [this.#sourceId, JSON.stringify(scopes)]);
    const byKey = new Map(rows.map((row) => [keyOf({ clusterUid: row.cluster_uid || null, kind: row.kind }), row]));
    return scopes.map((scope) => byKey.get(keyOf({ clusterUid: scope.clusterUid || null, kind: scope.kind }))!);
  }
}

const insertScopes = `
INSERT INTO source_scopes AS s (source_id, cluster_uid, cluster_id, kind, noun, stale_after_ms)
SELECT $1::uuid, n."clusterUid", n."clusterId", n.kind, n.noun, n."staleAfterMs"
FROM json_to_recordset($2::json) AS n("clusterUid" text, "clusterId" uuid, kind text, noun text, "staleAfterMs" int)
ON CONFLICT (source_id, cluster_uid, kind) DO UPDATE SET cluster_id = excluded.cluster_id, noun = excluded.noun, stale_after_ms = excluded.stale_after_ms
RETURNING *`;

function keyOf({ clusterUid, kind }: { clusterUid: string | null; kind: string }): string {
  return `${clusterUid ?? ''}\0${kind}`;
}

function toOpenScope(row: ScopeRow): OpenScope {
  return {
    id: row.id,
    clusterUid: row.cluster_uid || null,
    clusterId: row.cluster_id,
    kind: row.kind,
    // Rows are written from Scope.noun alone.
    noun: row.noun as Noun,
    state: row.state,
    listed: row.listed_at !== null,
    objectCount: row.object_count,
    counted: false,
    justCounted: false,
    fresh: false,
    watched: false,
    confirmed: false,
    touched: null,
    seen: null,
    crowdedOut: 0,
    tail: Promise.resolve(),
    listingTail: Promise.resolve(),
    reported: false,
    dropped: false,
  };
}
