import { CursorError } from '#lib/kernel/cursor-error.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import { fromCursor, toCursor, toLimit } from '../paging/model.ts';
import type { PageRequest } from '../paging/model.ts';
import type { Transition } from './model.ts';

type StoredTransition = Omit<Transition, 'at'> & { at: Date };

/** What changed in a cluster, newest first; `nouns` narrows it. Throws a CursorError for a cursor that is none. */
export async function listTransitions(
  db: Queryable,
  clusterId: string,
  { limit, cursor, nouns }: PageRequest & { nouns?: readonly string[] },
): Promise<{ items: Transition[]; nextCursor: string | null }> {
  const after = fromCursor(cursor, 1)?.[0] ?? null;
  if (after !== null && !/^\d{1,18}$/.test(String(after))) throw new CursorError();
  const page = toLimit(limit);
  const { rows } = await db.query<StoredTransition>(
    `SELECT id::text, at, source_id AS "sourceId", cluster_id AS "clusterId", noun, object_id AS "objectId", object_name AS "objectName", change, fields
     FROM transitions WHERE cluster_id = $1 AND ($2::bigint IS NULL OR id < $2) AND ($3::text[] IS NULL OR noun = ANY($3))
     ORDER BY transitions.id DESC LIMIT $4`,
    [clusterId, after, nouns ?? null, page + 1],
  );
  const shown = rows.slice(0, page);
  const last = rows.length > page ? shown.at(-1) : undefined;
  return { items: shown.map((row) => ({ ...row, at: row.at.toISOString() })), nextCursor: last ? toCursor([last.id]) : null };
}
