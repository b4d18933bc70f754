import clsx from 'clsx';
import type { ReactNode } from 'react';
import { type Tone, toneText } from './tone.ts';

const shapes: Record<Tone, ReactNode> = {
  ok: <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  attention: <path d="M6 1.4 11.2 10.6H.8Z" fill="currentColor" />,
  failing: <rect x="1.9" y="1.9" width="8.2" height="8.2" rx=".6" fill="currentColor" />,
  waived: <path d="M6 .9 11.1 6 6 11.1.9 6Z" fill="currentColor" />,
  motion: (
    <>
      <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M6 2a4 4 0 0 0 0 8Z" fill="currentColor" />
    </>
  ),
  waiting: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  unknown: <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="1.5 1.8" />,
};

/** The shape of a tone in its colour, 12 px; `label` names it where no word stands beside it. */
export function StatusGlyph({ tone, label, className }: { tone: Tone; label?: string; className?: string }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      className={clsx('inline-block shrink-0', toneText[tone], className)}
      {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    >
      {shapes[tone]}
    </svg>
  );
}

/** A status in shape, colour and word. The word may be longer than one; `quiet` leaves the word in the text's own colour. */
export function Status({ tone, children, quiet = false, className }: { tone: Tone; children: ReactNode; quiet?: boolean; className?: string }) {
  return (
    <span className={clsx('inline-flex min-w-0 max-w-full items-center gap-1.5 align-bottom', className)}>
      <StatusGlyph tone={tone} />
      <span className={clsx('truncate', !quiet && toneText[tone])}>{children}</span>
    </span>
  );
}
