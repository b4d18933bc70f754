'use client';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { Density, TableColumn } from './table-column.ts';

/** Which columns are shown, by id, and how close the rows stand; kept on the device. */
export type TableView = { columns: Record<string, boolean>; density: Density };

/** Reads a stored view; what cannot be read gives the default, and columns that no longer exist are dropped. */
export function parseTableView(text: string | null, columns: Pick<TableColumn<never>, 'id' | 'optional'>[]): TableView {
  const view: TableView = { columns: Object.fromEntries(columns.filter((column) => column.optional).map((column) => [column.id, false])), density: 'compact' };
  if (!text) return view;
  try {
    const stored: unknown = JSON.parse(text);
    if (typeof stored !== 'object' || stored === null) return view;
    if ('density' in stored && stored.density === 'comfortable') view.density = 'comfortable';
    if ('columns' in stored && typeof stored.columns === 'object' && stored.columns !== null) {
      for (const [id, shown] of Object.entries(stored.columns)) {
        if (typeof shown === 'boolean' && columns.some((column) => column.id === id)) view.columns[id] = shown;
      }
    }
  } catch {
    return view;
  }
  return view;
}

const changed = 'tarmac-table-view';

function subscribe(listener: () => void): () => void {
  window.addEventListener(changed, listener);
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener(changed, listener);
    window.removeEventListener('storage', listener);
  };
}

/** Which columns a table shows and how dense it is, kept on this device under `name`. */
export function useTableView(name: string, columns: Pick<TableColumn<never>, 'id' | 'optional'>[]) {
  const key = `tarmac-table-${name}`;
  const text = useSyncExternalStore(subscribe, () => localStorage.getItem(key), () => null);
  const view = useMemo(() => parseTableView(text, columns), [text, columns]);
  const change = useCallback(
    (next: TableView) => {
      localStorage.setItem(key, JSON.stringify(next));
      window.dispatchEvent(new Event(changed));
    },
    [key],
  );
  return [view, change] as const;
}
