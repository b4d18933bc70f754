import clsx from 'clsx';
import type { ReactNode } from 'react';
import { StatusGlyph } from './status.tsx';
import type { Tone } from './tone.ts';

/** A pill with an optional status shape before its words. */
export function Badge({ tone, children, className }: { tone?: Tone; children: ReactNode; className?: string }) {
  return (
    <span className={clsx('inline-flex items-center gap-1.5 rounded-full border border-line bg-panel px-2.5 py-px text-sm font-medium whitespace-nowrap text-mute', className)}>
      {tone ? <StatusGlyph tone={tone} className="size-2.5" /> : null}
      {children}
    </span>
  );
}
