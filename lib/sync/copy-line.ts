import type { EncodedRow, EncodedValue } from './encode-row.ts';

/** A row with its scope as one line of COPY's text format (PostgreSQL manual, COPY, "Text Format"), in the order of `TableStatements.copy`. */
export function toCopyLine(scopeId: number, row: EncodedRow): string {
  let line = `${scopeId}\t${row.id}\t${toCopyValue(row.uid)}\t${row.hash}`;
  for (const value of row.values) line += `\t${toCopyValue(value)}`;
  return `${line}\n`;
}

function toCopyValue(value: EncodedValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return special.test(value) ? value.replaceAll(specials, (character) => escapes[character]!) : value;
}

const special = /[\\\t\n\r]/;
const specials = new RegExp(special, 'g');
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
