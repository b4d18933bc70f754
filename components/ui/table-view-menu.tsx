'use client';
import { buttonClass } from './button.tsx';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import type { TableColumn } from './table-column.ts';
import type { TableView } from './use-table-view.ts';

/** The column chooser and the density of a table, under one button. */
export function TableViewMenu({ columns, view, onChange }: { columns: Pick<TableColumn<never>, 'id' | 'header' | 'fixed'>[]; view: TableView; onChange: (view: TableView) => void }) {
  return (
    <Menu
      label="Columns and density"
      trigger={(props) => (
        <button type="button" {...props} className={buttonClass('plain')}>
          <Icon name="columns" className="text-mute" /> <span className="max-lg:sr-only">Columns</span>
        </button>
      )}
      items={[
        { kind: 'heading', label: 'Columns' },
        ...columns
          .filter((column) => !column.fixed)
          .map((column) => ({
            kind: 'choice' as const,
            label: column.header,
            checked: view.columns[column.id] !== false,
            onSelect: () => onChange({ ...view, columns: { ...view.columns, [column.id]: view.columns[column.id] === false } }),
          })),
        { kind: 'rule', id: 'density' },
        { kind: 'choice', label: 'Comfortable rows', checked: view.density === 'comfortable', onSelect: () => onChange({ ...view, density: view.density === 'compact' ? 'comfortable' : 'compact' }) },
      ]}
    />
  );
}
