import { CursorError } from '#lib/kernel/cursor-error.ts';
import { notACursor } from './id-cursor.ts';

/**
 * Reads a page of a list whose cursor holds values of rows. One that is none is refused; a forged one may hold values that the database cannot
 * take (SQLSTATE class 22, data exception): that is the client's doing. Throws `invalid-input` for it.
 */
export async function readPage<T>(cursor: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (thrown instanceof CursorError) throw notACursor();
    if (cursor !== undefined && thrown instanceof Error && 'code' in thrown && String(thrown.code).startsWith('22')) throw notACursor();
    throw thrown;
  }
}
