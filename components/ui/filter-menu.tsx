'use client';
import clsx from 'clsx';
import { useState } from 'react';
import { Icon } from './icon.tsx';
import { Popover } from './popover.tsx';
import { StatusGlyph } from './status.tsx';
import type { Tone } from './tone.ts';

/** One value of a facet; without a `label` the value itself is shown. */
export type FilterOption = { value: string; count?: number; label?: string; tone?: Tone };

type FilterMenuProps = {
  label: string;
  options: FilterOption[];
  selected: string[];
  onChange: (selected: string[]) => void;
  /** For values that read better in monospace, such as versions. */
  monospace?: boolean;
};

/** A facet: several values with exact counts. A selected value that the facet no longer counts stays, with 0. */
export function FilterMenu({ label, options, selected, onChange, monospace = false }: FilterMenuProps) {
  const words = selected.length === 0 ? null : selected.length === 1 ? (options.find((option) => option.value === selected[0])?.label ?? selected[0]) : String(selected.length);
  return (
    <Popover
      label={label}
      className="w-[248px]"
      trigger={(props) => (
        <button
          type="button"
          {...props}
          className={clsx(
            'inline-flex h-[30px] items-center gap-1.5 rounded-[7px] border px-2.5 whitespace-nowrap hover:bg-hover max-md:h-10',
            words ? 'border-accent bg-accent-soft' : 'border-line bg-panel text-mute',
          )}
        >
          {label}
          {words ? <b className={clsx('max-w-[140px] truncate', monospace && 'mono')}>{words}</b> : null}
          <Icon name="chevron" className="size-3.5 text-faint" />
        </button>
      )}
    >
      {() => <Options {...{ label, options, selected, onChange, monospace }} />}
    </Popover>
  );
}

function Options({ label, options, selected, onChange, monospace }: FilterMenuProps) {
  const [text, setText] = useState('');
  const missing = selected.filter((value) => !options.some((option) => option.value === value)).map((value): FilterOption => ({ value, count: 0 }));
  const shown = [...options, ...missing].filter((option) => (option.label ?? option.value).toLowerCase().includes(text.toLowerCase()));
  const toggle = (value: string) => onChange(selected.includes(value) ? selected.filter((each) => each !== value) : [...selected, value]);
  return (
    <>
      {options.length > 8 ? (
        <input
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={`Find in ${label}`}
          placeholder="Find…"
          className="mb-1 h-[30px] w-full rounded-md border border-field bg-panel px-2 focus-visible:outline-offset-0"
        />
      ) : null}
      {shown.map((option) => (
        <label key={option.value} className="flex min-h-[30px] cursor-pointer items-center gap-2 rounded-md px-2 hover:bg-hover has-focus-visible:bg-hover max-md:min-h-11">
          <input type="checkbox" checked={selected.includes(option.value)} onChange={() => toggle(option.value)} className="size-3.5 shrink-0" />
          {option.tone ? <StatusGlyph tone={option.tone} /> : null}
          <span className={clsx('truncate', monospace && 'mono')}>{option.label ?? option.value}</span>
          <span className="ms-auto text-faint">{option.count?.toLocaleString('en')}</span>
        </label>
      ))}
      {shown.length === 0 ? <p className="px-2 py-1.5 text-mute">Nothing matches.</p> : null}
      {selected.length > 0 ? (
        <button
          type="button"
          className="mt-1 w-full rounded-md border-t border-line2 px-2 py-1.5 text-start text-mute hover:bg-hover hover:text-ink"
          onClick={(event) => {
            onChange([]);
            // This button goes away with its values; the focus stays in the menu.
            event.currentTarget.closest('[popover]')?.querySelector('input')?.focus();
          }}
        >
          Clear {label.toLowerCase()}
        </button>
      ) : null}
    </>
  );
}
