import { z } from 'zod';
import { CursorError } from '#lib/kernel/cursor-error.ts';

/** A page of a list of one cluster; `cursor` is the `nextCursor` of the page before. */
export type PageRequest = { limit: number; cursor?: string };
/** `total` counts the whole list; `nextCursor` is null on the last page. */
export type Page<T> = { items: T[]; nextCursor: string | null; total: number };

const keysSchema = z.array(z.union([z.string().max(1000), z.number()])).min(1).max(4);

/** The place after a row with these keys, as an opaque text. */
export function toCursor(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The keys that a cursor holds, exactly `length` of them; null without one. Throws a CursorError when it is none. */
export function fromCursor(cursor: string | undefined, length: number): (string | number)[] | null {
  if (cursor === undefined) return null;
  try {
    return keysSchema.length(length).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new CursorError();
  }
}

/** At least 1 and at most 500. */
export function toLimit(limit: number): number {
  return Math.min(Math.max(1, Math.trunc(limit)), 500);
}

/** A page from one row more than it may have, so that the last row tells whether there is a next page. */
export function toPage<R, T>(rows: readonly R[], limit: number, total: number, keysOf: (row: R) => readonly (string | number)[], toItem: (row: R) => T): Page<T> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { items: shown.map(toItem), nextCursor: last === undefined ? null : toCursor(keysOf(last)), total };
}

/** A timestamp as pg gives it, as ISO 8601 in UTC. */
export function toIso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
