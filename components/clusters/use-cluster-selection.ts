'use client';
import type { RowSelectionState } from '@tanstack/react-table';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';

export type ChosenCluster = { id: string; name: string };

/**
 * A selection that survives paging, sorting and live changes. `all` stands for every match of the filters; it ends with
 * the first change of them, since it would then mean something else.
 */
export function useClusterSelection(filterKey: string, rows: readonly ClusterSummary[]) {
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({});
  const [allFor, setAllFor] = useState<string | null>(null);
  const names = useRef(new Map<string, string>());
  useEffect(() => {
    for (const row of rows) names.current.set(row.id, row.name);
  }, [rows]);
  const change = useCallback((next: RowSelectionState | ((old: RowSelectionState) => RowSelectionState)) => {
    setAllFor(null);
    setRowSelection(next);
  }, []);
  const ids = Object.keys(rowSelection).filter((id) => rowSelection[id]);
  return {
    rowSelection,
    change,
    count: ids.length,
    all: allFor === filterKey,
    loadedAll: rows.length > 0 && rows.every((row) => rowSelection[row.id]),
    selectAll: () => setAllFor(filterKey),
    clear: () => change({}),
    /** The chosen ones by name, without those of `all` that are not loaded. */
    chosen: (): ChosenCluster[] => ids.map((id) => ({ id, name: names.current.get(id) ?? id })),
  };
}
