'use client';
import type { RowSelectionState } from '@tanstack/react-table';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ClusterSummary } from '#lib/api/contract/clusters.ts';
import { keepSelection, nothingSelected, tickedIds } from './selection.ts';

/** A cluster as a campaign is asked for it. */
export type ChosenCluster = Pick<ClusterSummary, 'id' | 'name' | 'managedBy'>;

/**
 * A selection that survives paging, sorting and live changes; ticks also survive other filters. `all` stands for every
 * match of the filters; it ends with the first change of them, and with it the ticks it was made of.
 */
export function useClusterSelection(filterKey: string, rows: readonly ClusterSummary[]) {
  const [held, setHeld] = useState(nothingSelected);
  const selection = keepSelection(held, filterKey);
  // While rendering, so that coming back to the old filters finds nothing selected.
  if (selection !== held) setHeld(selection);
  const { ticks } = selection;
  const seen = useRef(new Map<string, ChosenCluster>());
  useEffect(() => {
    for (const row of rows) seen.current.set(row.id, row);
  }, [rows]);
  const change = useCallback((next: RowSelectionState | ((old: RowSelectionState) => RowSelectionState)) => {
    setHeld((old) => ({ ticks: typeof next === 'function' ? next(old.ticks) : next, allFor: null }));
  }, []);
  const ids = tickedIds(selection);
  return {
    rowSelection: ticks,
    change,
    count: ids.length,
    all: selection.allFor !== null,
    loadedAll: rows.length > 0 && rows.every((row) => ticks[row.id]),
    selectAll: () => setHeld({ ...selection, allFor: filterKey }),
    clear: () => change({}),
    /** The chosen ones, without those of `all` that are not loaded. */
    chosen: (): ChosenCluster[] => ids.flatMap((id) => seen.current.get(id) ?? []),
  };
}
