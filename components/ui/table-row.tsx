'use client';
import type { Row as ModelRow, RowData } from '@tanstack/react-table';
import clsx from 'clsx';
import { useRouter } from 'next/navigation';
import { memo, type MouseEvent, type RefObject, useEffect, useRef } from 'react';
import type { Features, TableColumn } from './table-column.ts';

type TableRowProps<T extends RowData> = {
  row: ModelRow<Features, T>;
  index: number;
  columns: TableColumn<T>[];
  name: string;
  href: string | undefined;
  active: boolean;
  /** The row that a key has chosen before it was drawn: once it is, it takes the focus. */
  awaited: RefObject<string | null>;
  onActivate: (id: string) => void;
  selectable: boolean;
  selected: boolean;
  className: string | undefined;
};

const interactive = 'a, button, input, label, select, [data-no-open]';

/** One row: a click beside its links opens it; the active one is where Tab and the keys go on. While others scroll by, it is not drawn again. */
export const TableRow = memo(Row) as typeof Row;

function Row<T extends RowData>({ row, index, columns, name, href, active, awaited, onActivate, selectable, selected, className }: TableRowProps<T>) {
  const router = useRouter();
  const element = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    // A row that only scrolls back into view leaves the focus where it is.
    if (awaited.current === row.id) element.current?.focus({ preventScroll: true });
  }, [awaited, row.id]);
  const open = (event: MouseEvent) => {
    if (!href || (event.target instanceof Element && event.target.closest(interactive)) || document.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, '_blank', 'noopener');
    else router.push(href);
  };
  return (
    <tr
      ref={element}
      aria-rowindex={index + 2}
      aria-selected={selectable ? selected : undefined}
      tabIndex={active ? 0 : -1}
      onClick={open}
      onFocus={() => onActivate(row.id)}
      className={clsx('group/row h-(--row) max-md:h-[52px]', href && 'cursor-pointer', selected ? 'bg-accent-soft' : 'hover:bg-hover', 'focus-visible:outline-offset-[-2px]', className)}
    >
      {selectable ? (
        <td className="border-b border-line2 ps-3 max-md:hidden">
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={row.getToggleSelectedHandler()}
            className="block size-3.5 opacity-60 group-hover/row:opacity-100 checked:opacity-100 focus-visible:opacity-100"
          />
        </td>
      ) : null}
      {columns.map((column) => (
        <td key={column.id} className={clsx('truncate border-b border-line2 px-2 first:ps-4 last:pe-4', column.align === 'end' && 'text-end', !column.narrow && 'max-md:hidden')}>
          {column.cell(row.original)}
        </td>
      ))}
    </tr>
  );
}
