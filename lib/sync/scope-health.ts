import { publishHint } from '#lib/live/hints.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { BatchQueue } from '#lib/platform/db/batch-queue.ts';

/** What is new about a scope; fields that are not given stay as they are. Times are milliseconds since the epoch. */
export type HealthUpdate = {
  scopeId: number;
  sourceId: string;
  state?: 'current' | 'failing' | 'not-served';
  observedAtMs?: number;
  listedAtMs?: number;
  failedAtMs?: number;
  errorCode?: string;
  error?: string;
  objectCount?: number;
  unreadable?: number;
  addedCorrections?: number;
  listMs?: number;
};

/** At most one heartbeat a scope is written in this time, all scopes of a worker in one statement. */
export const heartbeatMs = 10_000;

/** Writes health of scopes: changes of state at once (grouped when there are many), heartbeats coalesced. */
export class ScopeHealth {
  readonly #db: Queryable;
  readonly #urgent: BatchQueue<HealthUpdate, void>;
  readonly #onError: (thrown: unknown) => void;
  #heartbeats = new Map<number, HealthUpdate>();
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Queryable, onError: (thrown: unknown) => void) {
    this.#db = db;
    this.#onError = onError;
    this.#urgent = new BatchQueue(async (updates) => {
      await this.#write(updates, true);
      return updates.map(() => undefined);
    });
  }

  /** Resolves when the update is stored. */
  async write(update: HealthUpdate): Promise<void> {
    const pending = this.#heartbeats.get(update.scopeId);
    this.#heartbeats.delete(update.scopeId);
    await this.#urgent.add(pending ? mergeUpdates(pending, update) : update);
  }

  /** Takes note that a scope is still current; stored within `heartbeatMs`. */
  beat(update: HealthUpdate): void {
    const pending = this.#heartbeats.get(update.scopeId);
    this.#heartbeats.set(update.scopeId, pending ? mergeUpdates(pending, update) : update);
    this.#timer ??= setTimeout(() => void this.flush(), heartbeatMs);
  }

  /** Stores the heartbeats that wait; never throws, the next beat carries what a failed write did not. */
  async flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const beats = [...this.#heartbeats.values()];
    this.#heartbeats = new Map();
    if (beats.length > 0) await this.#write(beats, false).catch(this.#onError);
  }

  async #write(updates: readonly HealthUpdate[], tell: boolean): Promise<void> {
    const byScope = new Map<number, HealthUpdate>();
    for (const update of updates) {
      const earlier = byScope.get(update.scopeId);
      byScope.set(update.scopeId, earlier ? mergeUpdates(earlier, update) : update);
    }
    const rows = [...byScope.values()].toSorted((a, b) => a.scopeId - b.scopeId);
    const { rows: turned } = await this.#db.query<{ source_id: string; cluster_id: string | null }>(writeHealth, [JSON.stringify(rows), new Date()]);
    if (!tell || turned.length === 0) return;
    await publishHint(this.#db,
      { noun: 'source', objectIds: [...new Set(turned.map((row) => row.source_id))] },
      { noun: 'freshness', clusterIds: [...new Set(turned.flatMap((row) => row.cluster_id ?? []))] });
  }
}

function mergeUpdates(earlier: HealthUpdate, later: HealthUpdate): HealthUpdate {
  const addedCorrections = (earlier.addedCorrections ?? 0) + (later.addedCorrections ?? 0);
  return { ...earlier, ...later, addedCorrections };
}

// A listing says what was when it began, which may be before the last sign of life of a watch: what is known does not go back,
// but for what was noted by a clock that ran ahead and was set right since: nothing was seen later than now.
// Gives only the scopes whose state turned; the join on `was` sees the row as it stood before this statement.
const writeHealth = `
WITH update AS (
  SELECT * FROM json_to_recordset($1::json) AS u("scopeId" int, state text, "observedAtMs" float8, "listedAtMs" float8, "failedAtMs" float8,
    "errorCode" text, error text, "objectCount" int, unreadable int, "addedCorrections" int, "listMs" int)
), written AS (
  UPDATE source_scopes s SET
    state = coalesce(u.state, s.state),
    observed_at = CASE WHEN greatest(to_timestamp(u."observedAtMs" / 1000), s.observed_at) > $2 THEN $2 ELSE greatest(to_timestamp(u."observedAtMs" / 1000), s.observed_at) END,
    listed_at = coalesce(to_timestamp(u."listedAtMs" / 1000), s.listed_at),
    failed_at = coalesce(to_timestamp(u."failedAtMs" / 1000), s.failed_at),
    error_code = coalesce(u."errorCode", s.error_code),
    error = coalesce(u.error, s.error),
    object_count = coalesce(u."objectCount", s.object_count),
    unreadable = coalesce(u.unreadable, s.unreadable),
    corrections = s.corrections + coalesce(u."addedCorrections", 0),
    list_ms = coalesce(u."listMs", s.list_ms)
  FROM update u JOIN source_scopes was ON was.id = u."scopeId" WHERE s.id = u."scopeId"
  RETURNING s.source_id, s.cluster_id, s.state <> was.state AS turned
)
SELECT source_id, cluster_id FROM written WHERE turned`;
