import clsx from 'clsx';

/** A grey bar that takes the place of text that is on its way; give it the size of what will come. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={clsx('block h-3 animate-skeleton rounded bg-line', className)} />;
}

/** Rows of skeleton bars with one announcement for assistive technology. */
export function SkeletonRows({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-[34px] items-center gap-6 border-b border-line2 last:border-0">
          <Skeleton className={row % 3 === 0 ? 'w-40' : 'w-28'} />
          <Skeleton className="w-20" />
          <Skeleton className="ms-auto w-24" />
        </div>
      ))}
    </div>
  );
}
