'use client';
import { useState } from 'react';
import { countWords } from '#lib/kernel/count-words.ts';
import { Button } from './button.tsx';
import { type CsvColumn, toCsv } from './csv.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { toast } from './toast.tsx';

type ExportMenuProps<T> = {
  /** What a row is, in the singular; the file's name is made of its plural. */
  noun: string;
  /** What is exported, as in "All clusters". */
  what: string;
  columns: readonly CsvColumn<T>[];
  /** Reads all of it; nothing is saved when it fails. */
  read: () => Promise<T[]>;
  quiet?: boolean;
};

/** Saves everything that a list matches as CSV or JSON, with times in UTC; all pages are read first. */
export function ExportMenu<T>({ noun, what, columns, read, quiet = false }: ExportMenuProps<T>) {
  const [pending, setPending] = useState(false);
  const save = async (form: 'csv' | 'json') => {
    setPending(true);
    try {
      const rows = await read();
      const file = `${noun.replaceAll(' ', '-')}s-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}Z.${form}`;
      if (form === 'csv') download(file, 'text/csv;charset=utf-8', toCsv(columns, rows));
      else download(file, 'application/json', JSON.stringify(rows, null, 2));
      toast('ok', `${countWords(rows.length, noun)} saved as ${file}`);
    } catch {
      toast('failing', 'The export stopped: not every page could be read. No file was saved; try again.');
    } finally {
      setPending(false);
    }
  };
  return (
    <Menu
      label="Export what is filtered"
      trigger={(props) => (
        <Button {...props} kind={quiet ? 'quiet' : 'plain'} pending={pending}>
          {quiet ? 'Export' : <><Icon name="download" className="text-mute" /> <span className="max-lg:sr-only">Export</span></>}
        </Button>
      )}
      items={[
        { kind: 'heading', label: `${what}, in UTC` },
        { kind: 'action', label: 'CSV', onSelect: () => void save('csv') },
        { kind: 'action', label: 'JSON', onSelect: () => void save('json') },
      ]}
    />
  );
}

function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
