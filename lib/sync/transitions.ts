import { canonicalJson } from '#lib/kernel/canonical-json.ts';
import { isDocument } from '#lib/inventory/observation/model.ts';
import type { ObservedTable } from '#lib/inventory/observation/model.ts';
import type { Queryable } from '#lib/platform/db/queryable.ts';
import type { EncodedRow, EncodedValue } from './encode-row.ts';

/** One line of the timeline, not stored yet. */
export type NewTransition = {
  clusterId: string | null;
  objectId: string;
  objectName: string;
  change: 'appeared' | 'changed' | 'gone';
  fields: Record<string, [unknown, unknown]>;
};

/** A row as stored before a change: column names to values, as pg gives them. */
export type StoredRow = Record<string, unknown> & { id: string; cluster_id: string | null };

/** The told fields in which `row` differs from what is stored, as `[from, to]`; empty when only untold ones do. */
export function changedFields(table: ObservedTable<never>, before: StoredRow, row: EncodedRow): Record<string, [unknown, unknown]> {
  const fields: Record<string, [unknown, unknown]> = {};
  if (table.told.includes('uid') && before.uid !== row.uid) fields.uid = [before.uid, row.uid];
  table.columns.forEach(({ name, type }, index) => {
    const after = row.values[index] ?? null;
    if (table.told.includes(name)) {
      const [from, to] = [plainValue(before[name]), isDocument(type) ? parsed(after) : after];
      if (canonicalJson(from) !== canonicalJson(to)) fields[name] = [from, to];
    }
    if (name === table.toldConditions) {
      const [from, to] = [statuses(before[name]), statuses(parsed(after))];
      for (const condition of new Set([...Object.keys(from), ...Object.keys(to)])) {
        const [was, is] = [from[condition] ?? null, to[condition] ?? null];
        if (was !== is) fields[`condition ${condition}`] = [was, is];
      }
    }
  });
  return fields;
}

/** Stores transitions in one statement. */
export async function recordTransitions(
  client: Queryable,
  sourceId: string,
  noun: string,
  transitions: readonly NewTransition[],
): Promise<void> {
  if (transitions.length === 0) return;
  await client.query(
    `INSERT INTO transitions (source_id, noun, cluster_id, object_id, object_name, change, fields)
     SELECT $1::uuid, $2, * FROM unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[]::jsonb[])`,
    [
      sourceId,
      noun,
      transitions.map(({ clusterId }) => clusterId),
      transitions.map(({ objectId }) => objectId),
      transitions.map(({ objectName }) => objectName),
      transitions.map(({ change }) => change),
      transitions.map(({ fields }) => JSON.stringify(fields)),
    ],
  );
}

// pg gives timestamps as Date and bigints as text; encoded rows hold ISO text and numbers.
function plainValue(stored: unknown): unknown {
  return stored instanceof Date ? stored.toISOString() : (stored ?? null);
}

function parsed(value: EncodedValue): unknown {
  return typeof value === 'string' ? JSON.parse(value) : null;
}

function statuses(conditions: unknown): Record<string, string> {
  if (!Array.isArray(conditions)) return {};
  const known = conditions.filter((one): one is { type: string; status: string } => typeof one?.type === 'string' && typeof one?.status === 'string');
  return Object.fromEntries(known.map(({ type, status }) => [type, status]));
}
