import clsx from 'clsx';
import type { ReactNode } from 'react';
import { StatusGlyph } from './status.tsx';
import type { Tone } from './tone.ts';

/** Says that there is nothing, why, and what to do next; `tone` for states that are not simply empty. */
export function EmptyState({ title, children, action, tone, className }: { title: string; children?: ReactNode; action?: ReactNode; tone?: Tone | undefined; className?: string | undefined }) {
  return (
    <div className={clsx('flex flex-col items-center justify-center gap-1.5 px-6 py-12 text-center', className)}>
      <p className="flex items-center gap-2 text-base font-semibold">
        {tone ? <StatusGlyph tone={tone} /> : null}
        {title}
      </p>
      {children ? <div className="max-w-[52ch] text-mute">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
