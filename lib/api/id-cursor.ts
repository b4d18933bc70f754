import { ApiError } from './api-error.ts';

/** Reads a cursor that is the id of a record (a positive bigint); undefined without one. Throws `invalid-input`. */
export function decodeIdCursor(cursor: string | undefined): bigint | undefined {
  if (cursor === undefined) return undefined;
  if (!/^\d{1,18}$/.test(cursor)) throw notACursor();
  return BigInt(cursor);
}

/** The error for a cursor that is none of the list's. */
export function notACursor(): ApiError {
  return new ApiError('invalid-input', 'The cursor is not one that this list gave.', { issues: [{ pointer: '/cursor', detail: 'Not a cursor of this list.' }] });
}
