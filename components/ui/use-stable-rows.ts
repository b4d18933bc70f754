'use client';
import { useCallback, useMemo, useState } from 'react';
import { keepOrder } from './stable-order.ts';

type Shown<T> = { key: string; order: string[]; rows: Map<string, T> };

/**
 * Rows that change in place without moving. `key` names the list (its filters and sort); another key starts afresh.
 * `changes` says how many rows would move; `apply` moves them.
 */
export function useStableRows<T>(key: string, next: readonly T[], idOf: (row: T) => string) {
  const [applied, setApplied] = useState<Shown<T>>(() => shownOf(key, next, idOf));
  // Deriving during render keeps the first paint of another list right; an effect would show the old order once.
  const begins = applied.key !== key || (applied.order.length === 0 && next.length > 0);
  const current = useMemo(() => (begins ? shownOf(key, next, idOf) : applied), [begins, applied, key, next, idOf]);
  const stable = useMemo(() => keepOrder(current.order, current.rows, next, idOf), [current, next, idOf]);
  if (begins || stable.rows.length > current.order.length) setApplied(shownOf(key, stable.rows, idOf));
  const apply = useCallback(() => setApplied(shownOf(key, next, idOf)), [key, next, idOf]);
  return { ...stable, apply };
}

function shownOf<T>(key: string, rows: readonly T[], idOf: (row: T) => string): Shown<T> {
  return { key, order: rows.map(idOf), rows: new Map(rows.map((row) => [idOf(row), row])) };
}
