import clsx from 'clsx';
import { ariaSort, nextSort, type TableColumn } from './table-column.ts';

type TableHeadProps<T> = {
  columns: TableColumn<T>[];
  sort?: string | undefined;
  onSort?: ((sort: string) => void) | undefined;
  selection?: { all: boolean; some: boolean; toggle: () => void } | undefined;
};

/** The head of a table: stays at the top, sorts by buttons, ticks all that is loaded. */
export function TableHead<T>({ columns, sort, onSort, selection }: TableHeadProps<T>) {
  return (
    <thead className="sticky top-0 z-10 bg-panel text-sm text-faint">
      <tr aria-rowindex={1}>
        {selection ? (
          <th scope="col" className="h-[34px] w-9 border-b border-line ps-3 max-md:hidden">
            <input
              type="checkbox"
              aria-label="Select all loaded rows"
              checked={selection.all}
              ref={(box) => {
                if (box) box.indeterminate = selection.some && !selection.all;
              }}
              onChange={selection.toggle}
              className="block size-3.5"
            />
          </th>
        ) : null}
        {columns.map((column) => {
          const direction = ariaSort(sort, onSort ? column.sort : undefined);
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={direction}
              // The first row gives a fixed table its widths; <col> would keep the room of columns that small screens hide.
              style={column.grow ? undefined : { ['--w' as string]: `${column.width}px`, ['--narrow' as string]: `${column.narrowWidth ?? column.width}px` }}
              className={clsx('h-[34px] border-b border-line px-2 first:ps-4 last:pe-4', !column.grow && 'w-(--w) max-md:w-(--narrow)', column.align === 'end' && 'text-end', !column.narrow && 'max-md:hidden')}
            >
              {onSort && column.sort ? (
                <button
                  type="button"
                  onClick={() => onSort(nextSort(sort ?? '', { sort: column.sort ?? '', descendingFirst: column.descendingFirst }))}
                  className={clsx('-mx-1 inline-flex max-w-full items-center gap-1 rounded px-1 py-0.5 hover:text-ink', direction !== 'none' && 'font-medium text-ink')}
                >
                  <span className="truncate">{column.header}</span>
                  <span aria-hidden className={clsx('text-[9px]', direction === 'none' && 'invisible')}>
                    {direction === 'descending' ? '▼' : '▲'}
                  </span>
                </button>
              ) : (
                <span className="block truncate">{column.header}</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
