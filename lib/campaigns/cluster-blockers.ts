import type { Queryable } from '#lib/platform/db/queryable.ts';
import { findHolders } from './engine/holders.ts';
import { campaignKindOf } from './kinds/registry.ts';
import type { Blocker } from './model.ts';
import { withHolders } from './taken.ts';

/** What would stand in the way of a repave of this cluster now, blocking reasons first; null when there is no such cluster. */
export async function readClusterBlockers(db: Queryable, clusterId: string, now = new Date()): Promise<Blocker[] | null> {
  const kind = campaignKindOf('cluster-repave');
  const snapshots = await kind.readSnapshots(db, [clusterId], now);
  if (snapshots.size === 0) return null;
  return withHolders(kind.plan([clusterId], snapshots, now), await findHolders(db, [clusterId], null))[0]!.blockers;
}
