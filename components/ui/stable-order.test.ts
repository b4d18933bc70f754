import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepOrder } from './stable-order.ts';

type Row = { id: string; value: number };
const row = (id: string, value = 0): Row => ({ id, value });
const idOf = (each: Row) => each.id;
const order = (shown: string[], next: Row[], known: Row[] = shown.map((id) => row(id))) =>
  keepOrder(shown, new Map(known.map((each) => [each.id, each])), next, idOf);

describe('keepOrder', () => {
  test('changes values in place without moving a row', () => {
    const { rows, changes } = order(['a', 'b'], [row('a', 7), row('b', 8)]);
    expect(rows).toEqual([row('a', 7), row('b', 8)]);
    expect(changes).toBe(0);
  });

  test('counts one change when one row would move, and leaves it where it is', () => {
    const { rows, changes } = order(['a', 'b', 'c'], [row('c'), row('a'), row('b')]);
    expect(rows.map(idOf)).toEqual(['a', 'b', 'c']);
    expect(changes).toBe(1);
  });

  test('appends the next page without calling it a change', () => {
    const { rows, changes } = order(['a', 'b'], [row('a'), row('b'), row('c'), row('d')]);
    expect(rows.map(idOf)).toEqual(['a', 'b', 'c', 'd']);
    expect(changes).toBe(0);
  });

  test('lets a row that would come in between wait', () => {
    const { rows, changes } = order(['a', 'c'], [row('a'), row('b'), row('c')]);
    expect(rows.map(idOf)).toEqual(['a', 'c']);
    expect(changes).toBe(1);
  });

  test('keeps a row that left, with what was last known of it, and marks it', () => {
    const { rows, gone, changes } = order(['a', 'b'], [row('a', 1)], [row('a'), row('b', 5)]);
    expect(rows).toEqual([row('a', 1), row('b', 5)]);
    expect([...gone]).toEqual(['b']);
    expect(changes).toBe(1);
  });

  test('never reorders what is shown and has nothing to apply exactly when the order is already right', () => {
    const ids = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1 });
    fc.assert(
      fc.property(ids, ids, (shown, nextIds) => {
        const { rows, changes } = order(shown, nextIds.map((id) => row(id)));
        expect(rows.map(idOf).filter((id) => shown.includes(id))).toEqual(shown);
        expect(changes === 0).toBe(rows.map(idOf).join() === nextIds.join());
      }),
    );
  });
});
