import { columnVisibilityFeature, rowSelectionFeature, tableFeatures } from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** The features of TanStack Table in use; sorting, filtering and paging happen in the database. */
export const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });
/** The type of {@link features}, as TanStack Table wants it. */
export type Features = typeof features;

/** A column of a `Table` or `SimpleTable`. */
export type TableColumn<T> = {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Width in pixels; the column with `grow` takes what is left. */
  width: number;
  grow?: boolean;
  align?: 'end';
  /** The API's sort name; without it the column cannot be sorted. */
  sort?: string;
  /** First click sorts descending. */
  descendingFirst?: boolean;
  /** Always shown, not offered in the column chooser. */
  fixed?: boolean;
  /** Hidden until chosen. */
  optional?: boolean;
  /** Also shown on small screens; the rest wait for 768 px. */
  narrow?: boolean;
  /** Its width there, if another. */
  narrowWidth?: number;
};

/** How close rows stand; on small screens all are as high as a finger needs. */
export type Density = 'compact' | 'comfortable';
/** Height of a row in pixels. */
export const rowHeight: Record<Density | 'touch', number> = { compact: 32, comfortable: 40, touch: 52 };

/** The next sort when a header is pressed: first its natural direction, then the other. */
export function nextSort(current: string, column: { sort: string; descendingFirst?: boolean }): string {
  const first = column.descendingFirst ? `-${column.sort}` : column.sort;
  const second = column.descendingFirst ? column.sort : `-${column.sort}`;
  return current === first ? second : first;
}

/** `aria-sort` of a column under the current sort. */
export function ariaSort(current: string | undefined, sort: string | undefined): 'ascending' | 'descending' | 'none' | undefined {
  if (!sort) return undefined;
  return current === sort ? 'ascending' : current === `-${sort}` ? 'descending' : 'none';
}
