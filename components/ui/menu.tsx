'use client';
import clsx from 'clsx';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Popover, type PopoverTrigger } from './popover.tsx';

/** One entry of a menu. */
export type MenuItem =
  | { kind: 'action'; label: string; hint?: ReactNode; onSelect: () => void; disabled?: boolean; danger?: boolean }
  | { kind: 'link'; label: string; hint?: ReactNode; href: string; download?: string }
  | { kind: 'choice'; label: string; checked: boolean; onSelect: () => void }
  | { kind: 'heading'; label: string }
  | { kind: 'rule'; id: string };

const item = 'flex min-h-[30px] w-full items-center gap-2 rounded-md px-2.5 py-1 text-start hover:bg-hover focus-visible:bg-hover focus-visible:outline-offset-[-2px] disabled:opacity-50 max-md:min-h-11';

/** A short list of things to do or to choose, under a button. Choices leave it open; actions and links close it. */
export function Menu({ label, items, trigger, align = 'end' }: { label: string; items: MenuItem[]; trigger: (props: PopoverTrigger) => ReactNode; align?: 'start' | 'end' }) {
  return (
    <Popover label={label} trigger={trigger} align={align} className="min-w-[190px]">
      {(close) => items.map((each) => <Entry key={`${each.kind} ${each.kind === 'rule' ? each.id : each.label}`} entry={each} close={close} />)}
    </Popover>
  );
}

function Entry({ entry, close }: { entry: MenuItem; close: () => void }) {
  switch (entry.kind) {
    case 'rule':
      return <hr className="mx-2 my-1 border-line" />;
    case 'heading':
      return <p className="px-2.5 pt-1.5 pb-1 text-sm text-faint">{entry.label}</p>;
    case 'link':
      return entry.download === undefined ? (
        <Link href={entry.href} prefetch={false} className={item} onClick={close}>
          {entry.label}
          {entry.hint ? <span className="ms-auto text-faint">{entry.hint}</span> : null}
        </Link>
      ) : (
        <a href={entry.href} download={entry.download} className={item} onClick={close}>
          {entry.label}
        </a>
      );
    case 'choice':
      return (
        <label className={clsx(item, 'cursor-pointer')}>
          <input type="checkbox" checked={entry.checked} onChange={entry.onSelect} className="size-3.5" />
          {entry.label}
        </label>
      );
    case 'action':
      return (
        <button
          type="button"
          disabled={entry.disabled}
          className={clsx(item, entry.danger && 'text-fail')}
          onClick={() => {
            close();
            entry.onSelect();
          }}
        >
          {entry.label}
          {entry.hint ? <span className="ms-auto text-faint">{entry.hint}</span> : null}
        </button>
      );
  }
}
