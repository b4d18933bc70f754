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
  className?: string;
  children?: ReactNode;
};

/** A titled surface: the one form that every block of a page has. */
export function Panel({ title, note, actions, footer, flush = false, className, children }: PanelProps) {
  return (
    <section className={clsx('flex min-w-0 flex-col rounded-[10px] border border-line bg-panel', className)}>
      {title ? (
        <div className="flex min-h-[21px] items-baseline gap-x-2 gap-y-1 px-4 pt-3.5 pb-1 max-md:flex-wrap">
          <h2 className="max-w-full shrink-0 text-base font-semibold break-words md:max-w-[60%]">{title}</h2>
          {note ? <span className="min-w-0 text-mute md:truncate">{note}</span> : null}
          {actions ? <div className="ms-auto flex max-w-full shrink-0 flex-wrap items-center justify-end gap-x-2 text-sm text-mute md:flex-nowrap">{actions}</div> : null}
        </div>
      ) : null}
      <div className={clsx('min-w-0 flex-1', !flush && 'px-4 pb-3.5', !flush && !title && 'pt-3.5')}>{children}</div>
      {footer ? <div className="mx-4 mb-3.5 flex items-center justify-between gap-3 border-t border-line pt-3 text-mute">{footer}</div> : null}
    </section>
  );
}
