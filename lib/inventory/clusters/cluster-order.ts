import { CursorError } from '#lib/kernel/cursor-error.ts';
import sql, { raw } from 'sql-template-tag';
import type { Sql } from 'sql-template-tag';
import { z } from 'zod';
import type { ClusterExpressions } from './cluster-sql.ts';
import type { ClusterSort, ClusterSortKey } from './summary-model.ts';

/** One part of an order: rows are compared by all parts, in one direction. */
export type SortKey = { expression: Sql; type: string };

/** What a sort compares by; it ends in name and id, so no two rows are equal. `needsMore` says that the clusters table alone will not do. */
export function sortKeys(sort: ClusterSort, computed: ClusterExpressions): { keys: SortKey[]; descending: boolean; needsMore: boolean } {
  const descending = sort.startsWith('-');
  const key = (descending ? sort.slice(1) : sort) as ClusterSortKey;
  const last = [{ expression: sql`c.name`, type: 'text' }, { expression: sql`c.id`, type: 'uuid' }];
  if (key === 'name') return { keys: last, descending, needsMore: false };
  const { expression, type } = valueOf(key, computed);
  // Rows without the value come last in both directions, so the test for it is turned round with them.
  const missing = sql`((${expression}) IS ${raw(descending ? 'NOT NULL' : 'NULL')})`;
  return { keys: [{ expression: missing, type: 'bool' }, { expression: sql`coalesce(${expression}, ${raw(zeroOf[type])})`, type }, ...last], descending, needsMore: joined.has(key) };
}

const joined: ReadonlySet<ClusterSortKey> = new Set(['nodes', 'oldestNode', 'freshness', 'rollout']);
const zeroOf = { text: `''`, int8: '0', timestamptz: `'epoch'` } as const;

function valueOf(key: Exclude<ClusterSortKey, 'name'>, computed: ClusterExpressions): { expression: Sql; type: keyof typeof zeroOf } {
  switch (key) {
    case 'environment': return { expression: sql`c.environment`, type: 'text' };
    case 'region': return { expression: sql`c.region`, type: 'text' };
    case 'team': return { expression: sql`c.team`, type: 'text' };
    case 'version': return { expression: sql`c.version_order`, type: 'int8' };
    case 'nodes': return { expression: sql`r.nodes_total`, type: 'int8' };
    case 'oldestNode': return { expression: sql`r.oldest_node_created_at`, type: 'timestamptz' };
    case 'support': return { expression: computed.endOfLife, type: 'text' };
    case 'freshness': return { expression: sql`array_position(ARRAY['unknown', 'stale', 'fresh'], ${computed.freshness})`, type: 'int8' };
    case 'rollout': return { expression: sql`array_position(ARRAY['stuck', 'paused', 'deleting', 'rolling', 'unknown', 'steady'], ${computed.rollout})`, type: 'int8' };
  }
}

const cursorSchema = z.tuple([z.string(), z.array(z.union([z.string().max(1000), z.number(), z.boolean()]))]);

/** The place after a row, as an opaque text. */
export function encodeCursor(sort: string, keys: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([sort, keys])).toString('base64url');
}

/** The keys of the row that a cursor stands after. Throws a CursorError when it is no cursor of this sort. */
export function decodeCursor(cursor: string, sort: string, length: number): (string | number | boolean)[] {
  try {
    const [ofSort, keys] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    if (ofSort === sort && keys.length === length) return keys;
  } catch {
    // What is no cursor at all is told like one of another sort.
  }
  throw new CursorError();
}
