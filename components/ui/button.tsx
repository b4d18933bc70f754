import clsx from 'clsx';
import type { ComponentProps } from 'react';
import { Spinner } from './spinner.tsx';

/** How much a button stands out; `danger` acts and cannot simply be undone. */
export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

const kinds: Record<ButtonKind, string> = {
  plain: 'border-line bg-panel text-ink hover:bg-hover shadow-[0_1px_1px_rgb(0_0_0/0.03)]',
  primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-strong',
  danger: 'border-transparent bg-fail text-on-accent hover:opacity-90',
  quiet: 'border-transparent text-mute hover:bg-hover hover:text-ink',
};

/** Classes of a button, for links that look like one. */
export function buttonClass(kind: ButtonKind = 'plain', className?: string): string {
  return clsx(
    'inline-flex h-[30px] items-center justify-center gap-1.5 rounded-[7px] border px-2.5 text-base font-medium whitespace-nowrap transition-colors select-none',
    'disabled:pointer-events-none disabled:opacity-55 aria-disabled:opacity-55 max-md:h-10 max-md:px-3.5',
    kinds[kind],
    className,
  );
}

/** A button whose words say what will happen. While `pending` it keeps its width and its focus and does nothing. */
export function Button({
  kind = 'plain',
  pending = false,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ComponentProps<'button'> & { kind?: ButtonKind; pending?: boolean }) {
  return (
    <button
      {...rest}
      type={pending ? 'button' : type}
      className={buttonClass(kind, clsx('relative', className))}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? undefined : onClick}
    >
      <span className={clsx('inline-flex items-center gap-1.5', pending && 'invisible')}>{children}</span>
      {pending ? <Spinner className="absolute" /> : null}
    </button>
  );
}
