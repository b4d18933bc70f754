'use client';
import clsx from 'clsx';
import { useState } from 'react';

const longCharacters = 180;

/** A text that may be very long, such as what a controller reports: three lines of it, and all of it when asked for. `longFrom` characters do not fit into three lines where it stands. */
export function FoldedText({ text, longFrom = longCharacters, className }: { text: string; longFrom?: number; className?: string }) {
  const [open, setOpen] = useState(false);
  if (text.length <= longFrom) return <span className={clsx('min-w-0 break-words', className)}>{text}</span>;
  return (
    <span className={clsx('block min-w-0', className)}>
      <span className={clsx('break-words', open ? 'block' : 'line-clamp-3')}>{text}</span>
      <button type="button" aria-expanded={open} onClick={() => setOpen(!open)} className="rounded-sm text-sm text-mute underline decoration-faint underline-offset-2 hover:text-ink max-md:py-1.5">
        {open ? 'Less' : 'All of it'}
      </button>
    </span>
  );
}
