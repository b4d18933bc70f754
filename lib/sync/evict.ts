import type pg from 'pg';
import { publishHint } from '#lib/live/hints.ts';
import { withTransaction } from '#lib/platform/db/queryable.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { Noun } from '#lib/sources/contract.ts';
import { observedTables } from './observed-tables.ts';
import { writerOf } from './scope-writer.ts';
import type { Fence } from './source-locks.ts';
import { TouchedClusters } from './touched-clusters.ts';

/** Deletes these scopes of a source and their rows, if the fence lets it. */
export async function evictScopes(pool: pg.Pool, sourceId: string, scopes: readonly { id: number; noun: Noun }[], fence?: Fence): Promise<void> {
  if (scopes.length === 0) return;
  await withTransaction(pool, async (client) => {
    await fence?.(client);
    const touched = new TouchedClusters();
    for (const [noun, ofNoun] of Map.groupBy(scopes, (scope) => scope.noun)) {
      await writerOf(noun).evict(client, ofNoun.map(({ id }) => id), touched);
    }
    await client.query('DELETE FROM source_scopes WHERE id = ANY($1::int[])', [scopes.map(({ id }) => id)]);
    await touched.settle(client, sourceId);
    await publishHint(client, { noun: 'source', objectIds: [sourceId] });
  });
}

/** The workload scopes that belong to clusters of this source which are stored no more, whoever stored them. */
export async function findOrphanScopes(db: Queryable, sourceId: string): Promise<{ id: number }[]> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT id FROM source_scopes s WHERE source_id = $1 AND cluster_uid <> ''
     AND NOT EXISTS (SELECT FROM clusters c WHERE c.source_id = s.source_id AND c.uid = s.cluster_uid)`,
    [sourceId],
  );
  return rows;
}

/**
 * Deletes sources by id with all that was observed through them, then every row whose scope is gone (a source
 * deleted while no worker ran), if the fence lets it. Rows of other sources are not touched. Gives the number of rows deleted.
 */
export async function evictSources(pool: pg.Pool, sourceIds: readonly string[], fence?: Fence): Promise<number> {
  return withTransaction(pool, async (client) => {
    await fence?.(client);
    await client.query('DELETE FROM sources WHERE id = ANY($1::uuid[])', [sourceIds]);
    let deleted = 0;
    for (const { table } of Object.values(observedTables)) {
      const { rowCount } = await client.query(
        `DELETE FROM ${table} t WHERE NOT EXISTS (SELECT FROM source_scopes s WHERE s.id = t.scope_id)`,
      );
      deleted += rowCount ?? 0;
    }
    await client.query('DELETE FROM cluster_rollups r WHERE NOT EXISTS (SELECT FROM clusters c WHERE c.id = r.cluster_id)');
    if (deleted > 0 || sourceIds.length > 0) {
      await publishHint(client, { noun: 'cluster', all: true }, { noun: 'source', all: true });
    }
    return deleted;
  });
}
