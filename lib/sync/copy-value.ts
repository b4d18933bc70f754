import type { EncodedValue } from './encode-row.ts';

/** A value in COPY's text format (PostgreSQL manual, COPY, "Text Format"). */
export function toCopyValue(value: EncodedValue): string {
  if (value === null) return '\\N';
  if (typeof value !== 'string') return String(value);
  return special.test(value) ? value.replaceAll(specials, (character) => escapes[character]!) : value;
}

const special = /[\\\t\n\r]/;
const specials = new RegExp(special, 'g');
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
