import clsx from 'clsx';

/** Says which fleet this is, as in "Demo fleet"; stands on every page. */
export function BannerPill({ children, className }: { children: string; className?: string }) {
  return <span className={clsx('min-w-0 truncate rounded-full border border-line px-2.5 py-px text-sm whitespace-nowrap', className)}>{children}</span>;
}
