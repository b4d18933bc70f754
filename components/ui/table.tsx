'use client';
import { type OnChangeFn, type RowSelectionState, useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRouter } from 'next/navigation';
import { type ReactNode, type Ref, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useHotkeys } from './hotkeys.ts';
import { type Density, type Features, features, rowHeight, type TableColumn } from './table-column.ts';
import { TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useNarrow } from './use-narrow.ts';

/** What a table shows and what it tells its owner. */
export type TableProps<T extends object> = {
  /** Names the table for assistive technology. */
  label: string;
  columns: TableColumn<T>[];
  rows: T[];
  rowId: (row: T) => string;
  /** What the row is called, for its tick box. */
  rowName: (row: T) => string;
  rowHref?: (row: T) => string;
  rowClass?: (row: T) => string | undefined;
  /** All that the filters match, also what is not loaded yet. */
  total: number;
  sort?: string;
  onSort?: (sort: string) => void;
  columnVisibility?: Record<string, boolean>;
  density?: Density;
  selection?: RowSelectionState;
  onSelectionChange?: OnChangeFn<RowSelectionState>;
  /** Every match is selected, loaded or not; tick boxes then show it. */
  allSelected?: boolean;
  hasMore?: boolean;
  onNearEnd?: () => void;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  /** The table, which can be given the focus where the control that had it goes away. */
  ref?: Ref<HTMLTableElement>;
};

/**
 * A table for 100,000 rows: only what is in view is in the document. Keys: j and k move, x selects, Enter opens.
 * Selection is by row id and so survives paging; shift-click selects a range.
 */
export function Table<T extends object>(props: TableProps<T>) {
  const { columns, rows, rowId, rowHref, total, density = 'compact', selection, onSelectionChange, hasMore, onNearEnd } = props;
  const router = useRouter();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  // Keys come faster than renders: what j has just moved to is what x selects.
  const latestActiveId = useRef<string | null>(null);
  const awaited = useRef<string | null>(null);
  const activate = useCallback((id: string) => {
    latestActiveId.current = id;
    awaited.current = null;
    setActiveId(id);
  }, []);
  const definitions = useMemo(
    () => columns.map((column) => ({ id: column.id, header: column.header, enableHiding: !column.fixed })),
    [columns],
  );
  const table = useTable<Features, T>({
    features,
    columns: definitions,
    data: rows,
    getRowId: rowId,
    enableRowSelection: selection !== undefined,
    state: { columnVisibility: props.columnVisibility ?? {}, rowSelection: selection ?? {} },
    ...(onSelectionChange ? { onRowSelectionChange: onSelectionChange } : {}),
  });
  const visible = table.getVisibleLeafColumns().map((column) => column.id).join(' ');
  const shown = useMemo(() => columns.filter((column) => visible.split(' ').includes(column.id)), [columns, visible]);
  const modelRows = table.getRowModel().rows;

  const height = useNarrow() ? rowHeight.touch : rowHeight[density];
  const virtualizer = useVirtualizer({
    count: modelRows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => modelRows[index]?.id ?? index,
    overscan: 8,
    initialRect: { width: 1200, height: 640 },
    scrollPaddingStart: 34,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= modelRows.length - 20) onNearEnd?.();
  }, [hasMore, last, modelRows.length, onNearEnd]);

  const findActive = () => modelRows.findIndex((row) => row.id === latestActiveId.current);
  const move = (step: number) => {
    const from = findActive();
    const index = Math.max(0, Math.min(modelRows.length - 1, from < 0 ? 0 : from + step));
    const row = modelRows[index];
    if (!row) return false;
    activate(row.id);
    virtualizer.scrollToIndex(index, { align: 'auto' });
    const drawn = scroller.current?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`);
    if (drawn) drawn.focus({ preventScroll: true });
    else awaited.current = row.id;
    return true;
  };
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = modelRows[findActive()];
      if (!row || !selection) return false;
      row.toggleSelected();
      return true;
    },
    Enter: (event) => {
      const row = modelRows[findActive()];
      // Until the row has the focus, nothing has: a button or a link that has it keeps its Enter.
      if (!row || !rowHref || !(event.target instanceof HTMLTableRowElement || event.target === document.body)) return false;
      router.push(rowHref(row.original));
      return true;
    },
  });

  const top = items[0]?.start ?? 0;
  const bottom = Math.max(0, virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0));
  const width = shown.reduce((sum, column) => sum + column.width, selection ? 36 : 0);
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-auto scroll-thin" style={{ ['--row' as string]: `${rowHeight[density]}px` }}>
      <table ref={props.ref} tabIndex={-1} aria-label={props.label} aria-rowcount={total + 1} className="w-full table-fixed border-separate border-spacing-0 focus-visible:outline-offset-[-2px] md:min-w-(--table-width)" style={{ ['--table-width' as string]: `${width}px` }}>
        <TableHead
          columns={shown}
          sort={props.sort}
          onSort={props.onSort}
          selection={
            selection === undefined
              ? undefined
              : {
                  all: props.allSelected === true || (modelRows.length > 0 && table.getIsAllRowsSelected()),
                  some: !props.allSelected && table.getIsSomeRowsSelected(),
                  toggle: () => table.toggleAllRowsSelected(),
                }
          }
        />
        <tbody>
          {top > 0 ? <Spacer height={top} /> : null}
          {items.map((item) => {
            const row = modelRows[item.index];
            return row ? (
              <TableRow
                key={row.id}
                row={row}
                index={item.index}
                columns={shown}
                name={props.rowName(row.original)}
                href={rowHref?.(row.original)}
                active={row.id === activeId}
                awaited={awaited}
                onActivate={activate}
                selectable={selection !== undefined}
                selected={props.allSelected === true || row.getIsSelected()}
                className={props.rowClass?.(row.original)}
              />
            ) : null;
          })}
          {bottom > 0 ? <Spacer height={bottom} /> : null}
        </tbody>
      </table>
      {modelRows.length === 0 ? props.empty : null}
    </div>
  );
}

function Spacer({ height }: { height: number }) {
  // One cell: spanning all columns would bring back those that small screens hide.
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}
