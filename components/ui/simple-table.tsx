import clsx from 'clsx';
import type { ReactNode } from 'react';
import { TableHead } from './table-head.tsx';
import type { TableColumn } from './table-column.ts';

/** A table of at most a few hundred rows, all in the document; scrolls sideways where it is too narrow, and wraps on small screens. */
export function SimpleTable<T>({ label, columns, rows, rowId, rowClass, empty }: { label: string; columns: TableColumn<T>[]; rows: T[]; rowId: (row: T) => string; rowClass?: (row: T) => string | undefined; empty?: ReactNode }) {
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  if (rows.length === 0) return empty;
  return (
    <div className="overflow-x-auto scroll-thin">
      <table aria-label={label} className="w-full table-fixed border-separate border-spacing-0 md:min-w-(--table-width)" style={{ ['--table-width' as string]: `${width}px` }}>
        <TableHead columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={rowId(row)} className={clsx('h-[34px] last:[&>td]:border-0 hover:bg-hover max-md:h-11', rowClass?.(row))}>
              {columns.map((column) => (
                <td key={column.id} className={clsx('truncate border-b border-line2 px-2 py-1 first:ps-4 last:pe-4 max-md:whitespace-normal max-md:wrap-anywhere', column.align === 'end' && 'text-end', !column.narrow && 'max-md:hidden')}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
