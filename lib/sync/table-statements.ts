import type { ObservedTable } from '#lib/inventory/observation/model.ts';

/** The SQL of one observed table. Ids and hashes are arrays. */
export type TableStatements = {
  /** `$1` ids, `$2` hashes, `$3` scope ids, one for each: the ids that are not stored just so, and whether they are new to the scope. */
  differing: string;
  /** `$1` ids: id, cluster id, uid and the told columns as stored. */
  before: string;
  /** Takes rows of new ids from standard input, `EncodedRow.copied` behind scope_id, id and hash: half of what `upsert` costs. */
  copy: string;
  /** `$1` the rows as a JSON array (far cheaper to make than array literals of long texts), each with its scope_id. */
  upsert: string;
  /** `$1` the scope's id, `$2` ids that stay: deletes every other row; gives id, uid, cluster_id, name. */
  deleteUnseen: string;
  /** `$1` the scope's id, `$2` uids: deletes these; gives id, uid, cluster_id, name. */
  deleteUids: string;
  /** `$1` scope ids: how many rows each has; scopes without rows are left out. */
  counts: string;
  /** `$1` scope ids: deletes all of their rows; gives cluster_id. */
  deleteScopes: string;
};

/** Writes the statements of a table once; names come from the table's own definition, never from outside. */
export function tableStatements(spec: ObservedTable<never>): TableStatements {
  const { table, clusterIdColumn, nameColumn } = spec;
  const names = spec.columns.map(({ name }) => name);
  const told = [...spec.told, ...(spec.toldConditions ? [spec.toldConditions] : [])];
  const typed = spec.columns.map(({ name, type }) => `${name} ${type}`);
  const gone = `RETURNING id, uid, ${clusterIdColumn} AS cluster_id, ${nameColumn} AS name`;
  const updated = ['scope_id', 'uid', 'hash', ...names].map((name) => `${name} = excluded.${name}`);
  return {
    differing: `SELECT i.id, t.scope_id IS DISTINCT FROM i.scope_id AS added FROM unnest($1::uuid[], $2::text[], $3::int[]) AS i(id, hash, scope_id) LEFT JOIN ${table} t ON t.id = i.id
      WHERE t.id IS NULL OR t.hash <> i.hash OR t.scope_id <> i.scope_id`,
    before: `SELECT id, ${clusterIdColumn} AS cluster_id, uid${told.filter((name) => name !== 'uid').map((name) => `, ${name}`).join('')}
      FROM ${table} WHERE id = ANY($1::uuid[])`,
    copy: `COPY ${table} (scope_id, id, hash, uid, ${names.join(', ')}) FROM STDIN`,
    upsert: `INSERT INTO ${table} AS t (scope_id, id, uid, hash, ${names.join(', ')})
      SELECT * FROM json_to_recordset($1::json) AS i(scope_id int, id uuid, uid text, hash text, ${typed.join(', ')})
      ON CONFLICT (id) DO UPDATE SET ${updated.join(', ')}, changed_at = now()
      WHERE t.hash <> excluded.hash OR t.scope_id <> excluded.scope_id`,
    deleteUnseen: `DELETE FROM ${table} t WHERE scope_id = $1
      AND NOT EXISTS (SELECT FROM unnest($2::uuid[]) AS s(id) WHERE s.id = t.id) ${gone}`,
    deleteUids: `DELETE FROM ${table} WHERE scope_id = $1 AND uid = ANY($2::text[]) ${gone}`,
    counts: `SELECT scope_id, count(*)::int AS count FROM ${table} WHERE scope_id = ANY($1::int[]) GROUP BY scope_id`,
    deleteScopes: `DELETE FROM ${table} WHERE scope_id = ANY($1::int[]) RETURNING ${clusterIdColumn} AS cluster_id`,
  };
}
