import { publishHint } from '#lib/live/hints.ts';
import { recomputeRollups } from '#lib/inventory/clusters/observe.ts';
import type { ObservedTable } from '#lib/inventory/observation/model.ts';
import { advisoryLocks } from '#lib/platform/db/advisory-locks.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';

/** The clusters of one source whose rows a transaction stored or deleted. */
export class TouchedClusters {
  readonly #byNoun = new Map<string, Set<string>>();
  readonly #toAddUp = new Set<string>();

  add({ noun, rolledUp }: ObservedTable<never>, clusterIds: Iterable<string>): void {
    const ids = this.#byNoun.get(noun) ?? new Set();
    this.#byNoun.set(noun, ids);
    for (const id of clusterIds) {
      ids.add(id);
      if (rolledUp) this.#toAddUp.add(id);
    }
  }

  /** Adds each of them up and hints at them; the last thing in the transaction, so that its lock is held for a moment only. */
  async settle(client: Queryable, sourceId: string): Promise<void> {
    if (this.#toAddUp.size > 0) {
      // Two transactions that add up one cluster at once would each miss the other's rows.
      await client.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [advisoryLocks.addUpRollups, sourceId]);
      await recomputeRollups(client, [...this.#toAddUp]);
    }
    const hints = [...this.#byNoun].filter(([, ids]) => ids.size > 0).map(([noun, ids]) => ({ noun, clusterIds: [...ids] }));
    await publishHint(client, ...hints);
  }
}
