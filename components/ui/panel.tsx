import clsx from 'clsx';
import type { ReactNode } from 'react';

type PanelProps = {
  /** The heading; it names the section for assistive technology. */
  title?: ReactNode;
  /** Quiet words after the heading, such as a count. */
  note?: ReactNode;
  /** At the right end of the heading line: a link or small buttons. */
  actions?: ReactNode;
  /** Below a rule at the foot: what would help most, and the button that does it. */
  footer?: ReactNode;
  /** Without inner padding, for tables and lists that draw their own. */
  flush?: boolean;
  id?: string;
  className?: string;
  children?: ReactNode;
};

/** A titled surface: the one form that every block of a page has. */
export function Panel({ title, note, actions, footer, flush = false, id, className, children }: PanelProps) {
  return (
    <section id={id} className={clsx('flex min-w-0 flex-col rounded-[10px] border border-line bg-panel', className)}>
      {title ? (
        <div className="flex min-h-[21px] items-baseline gap-2 px-4 pt-3.5 pb-1">
          <h2 className="text-base font-semibold whitespace-nowrap">{title}</h2>
          {note ? <span className="min-w-0 truncate text-mute">{note}</span> : null}
          {actions ? <div className="ms-auto flex shrink-0 items-center gap-2 text-sm text-mute">{actions}</div> : null}
        </div>
      ) : null}
      <div className={clsx('min-w-0 flex-1', !flush && 'px-4 pb-3.5', !flush && !title && 'pt-3.5')}>{children}</div>
      {footer ? <div className="mx-4 mb-3.5 flex items-center justify-between gap-3 border-t border-line pt-3 text-mute">{footer}</div> : null}
    </section>
  );
}
