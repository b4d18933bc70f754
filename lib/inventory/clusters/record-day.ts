import type { Queryable } from '#lib/platform/db/queryable.ts';
import { countRepaveStates } from './overview-queries.ts';
import { readFleetSettings } from './queries.ts';

/** Writes today's figures for the trend, over those of earlier today: the last ones of a day stand. */
export async function recordFleetDay(db: Queryable, now: Date): Promise<void> {
  const { settings } = await readFleetSettings(db);
  const counts = await countRepaveStates(db, { now, settings });
  // Before anything was ever observed there is no figure, and none is better than zero.
  if (counts.ok + counts.notOk + counts.unknown === 0) return;
  await db.query(
    `INSERT INTO fleet_days (day, dimension, counts) VALUES ($1::date, 'repave', $2)
     ON CONFLICT (day, dimension) DO UPDATE SET counts = excluded.counts WHERE fleet_days.counts <> excluded.counts`,
    [now.toISOString().slice(0, 10), JSON.stringify(counts)],
  );
}
