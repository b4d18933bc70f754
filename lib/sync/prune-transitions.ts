import type { Queryable } from '#lib/platform/db/queryable.ts';

const rowsAtOnce = 10_000;

/** Deletes transitions older than `days`, in small statements so that nothing waits for them; gives their number. */
export async function pruneTransitions(db: Queryable, days: number): Promise<number> {
  for (let total = 0; ; ) {
    const { rowCount } = await db.query(
      `DELETE FROM transitions WHERE id IN (SELECT id FROM transitions WHERE at < now() - make_interval(days => $1) ORDER BY at LIMIT $2)`,
      [days, rowsAtOnce],
    );
    total += rowCount ?? 0;
    if ((rowCount ?? 0) < rowsAtOnce) return total;
  }
}
