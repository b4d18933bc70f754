import { isDocument } from '#lib/inventory/observation/model.ts';
import type { ObservedTable } from '#lib/inventory/observation/model.ts';
import type { EncodedRow } from './encode-row.ts';

/** A row with its scope as json_to_recordset takes it in `TableStatements.upsert`. */
export function toJsonRow(table: ObservedTable<never>, scopeId: number, row: EncodedRow): string {
  let members = `"scope_id":${scopeId},"id":"${row.id}","hash":"${row.hash}","uid":${JSON.stringify(row.uid)}`;
  table.columns.forEach(({ name, type }, index) => {
    const value = row.values[index] ?? null;
    if (value !== null) members += `,"${name}":${isDocument(type) ? value : JSON.stringify(value)}`;
  });
  return `{${members}}`;
}
