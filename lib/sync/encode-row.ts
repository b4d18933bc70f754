import { hash } from 'node:crypto';
import { canonicalJson } from '#lib/kernel/canonical-json.ts';
import { observedId } from '#lib/kernel/observed-id.ts';
import { toStorableTime } from '#lib/inventory/observation/model.ts';
import type { ColumnType, ObservedIn, ObservedTable } from '#lib/inventory/observation/model.ts';
import { toCopyValue } from './copy-value.ts';

/** A value as Postgres reads it: text for timestamps (ISO 8601, UTC) and for JSON. */
export type EncodedValue = string | number | boolean | null;

/** One observation ready to be stored; `values` stand in the order of the table's columns, `copied` is the uid and they as COPY takes them. */
export type EncodedRow = { id: string; uid: string; hash: string; values: EncodedValue[]; copied: string };

/**
 * Turns an observation into a row. What Postgres cannot hold (NUL, lone surrogates, times out of range,
 * numbers that are no integers) becomes the nearest that it can or null, so that one odd object never
 * fails a page. The hash covers the column names: a release that stores more rewrites rows once.
 */
export function encodeRow<O extends { uid: string }>(table: ObservedTable<O>, observation: O, observedIn: ObservedIn): EncodedRow {
  const uid = cleanText(observation.uid);
  const values: EncodedValue[] = [];
  let copied = toCopyValue(uid);
  for (const { type, of } of table.columns) {
    const value = encodeValue(type, of(observation, observedIn));
    values.push(value);
    copied += `\t${toCopyValue(value)}`;
  }
  const id = observedId(observedIn.sourceId, table.key(observation, observedIn));
  return { id, uid, hash: shortHash(`${shapeOf(table)}\t${copied}`), values, copied };
}

const shortHash = (text: string): string => hash('sha256', text, 'base64url').slice(0, 24);

const shapes = new WeakMap<object, string>();

function shapeOf(table: ObservedTable<never>): string {
  let shape = shapes.get(table);
  if (shape === undefined) {
    shape = shortHash(table.columns.map(({ name, type }) => `${name}:${type}`).join(','));
    shapes.set(table, shape);
  }
  return shape;
}

function encodeValue(type: ColumnType, value: unknown): EncodedValue {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'text':
    case 'uuid':
      return cleanText(String(value));
    case 'bool':
      return Boolean(value);
    case 'int4':
      return Number.isInteger(value) && Math.abs(Number(value)) <= 2_147_483_647 ? Number(value) : null;
    case 'int8':
      return Number.isSafeInteger(value) ? Number(value) : null;
    case 'timestamptz':
      return toStorableTime(value);
    case 'json':
    case 'jsonb':
      return encodeJson(value);
  }
}

function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '') : wellFormed;
}

// JSON.stringify writes NUL and lone surrogates as escapes, which jsonb refuses and readers of json stumble over.
const unstorable = /\\u(?:0000|d[89a-f])/i;

function encodeJson(value: unknown): string {
  // Lists are of objects that our own code makes, with members in one order; sorting those too costs most of a sync.
  const text = Array.isArray(value) ? JSON.stringify(value) : canonicalJson(value);
  // Most have no escape at all, which is seen sooner.
  return text.includes('\\') && unstorable.test(text) ? canonicalJson(JSON.parse(text, (_key, member: unknown) => cleanMember(member))) : text;
}

function cleanMember(member: unknown): unknown {
  if (typeof member === 'string') return cleanText(member);
  if (member === null || typeof member !== 'object' || Array.isArray(member)) return member;
  return Object.fromEntries(Object.entries(member).map(([key, inner]) => [cleanText(key), inner]));
}
