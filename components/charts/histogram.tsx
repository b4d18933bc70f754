import clsx from 'clsx';
import Link from 'next/link';

/** One bar of a histogram. */
export type Bin = {
  key: string;
  /** What the bin holds, as in "15 to 20 d". */
  label: string;
  value: number;
  /** Where they are, as in "in 3 clusters". */
  where?: string;
  /** Of these, beyond the budget: drawn in the colour of attention. */
  over?: number;
  href?: string;
};

/** Bars of one measure with the line of its budget. `budgetAfter` is the place of the line in bins from the left, which may lie within one. */
export function Histogram({ bins, label, budgetAfter, budgetLabel }: { bins: Bin[]; label: string; budgetAfter?: number; budgetLabel?: string }) {
  const most = Math.max(1, ...bins.map((bin) => bin.value));
  return (
    <div className={clsx('relative', budgetLabel && 'pt-4')} role="group" aria-label={label}>
      <div className="flex h-28 items-end gap-[3px]">
        {bins.map((bin) => (
          <Bar key={bin.key} bin={bin} share={bin.value / most} />
        ))}
      </div>
      {budgetAfter !== undefined && bins.length > 0 ? (
        <div aria-hidden className="pointer-events-none absolute top-0 bottom-0 border-l-[1.5px] border-dashed border-att" style={{ left: `calc(${(budgetAfter / bins.length) * 100}% - 2px)` }}>
          <span className={clsx('absolute top-0 text-xs leading-none whitespace-nowrap text-att', budgetAfter > bins.length / 2 ? 'right-1.5' : 'left-1.5')}>{budgetLabel}</span>
        </div>
      ) : null}
    </div>
  );
}

function Bar({ bin, share }: { bin: Bin; share: number }) {
  const over = bin.over ?? 0;
  const text = `${bin.label}: ${bin.value.toLocaleString('en')}${bin.where ? ` ${bin.where}` : ''}${over > 0 ? `, ${over.toLocaleString('en')} over budget` : ''}`;
  const fill = (
    <span className="flex w-full flex-col overflow-hidden rounded-t-[2px]" style={{ height: bin.value === 0 ? 1 : `max(3px, ${share * 100}%)` }}>
      {over > 0 ? <span className="bg-att-fill" style={{ flexGrow: over, flexBasis: 0 }} /> : null}
      {bin.value - over > 0 || bin.value === 0 ? <span className="bg-unk-fill opacity-60" style={{ flexGrow: Math.max(bin.value - over, 1), flexBasis: 0 }} /> : null}
    </span>
  );
  const look = 'flex h-full min-w-0 flex-1 items-end';
  return bin.href && bin.value > 0 ? (
    <Link href={bin.href} prefetch={false} aria-label={text} data-tip={text} className={clsx(look, 'hover:opacity-80')}>
      {fill}
    </Link>
  ) : (
    <span role="img" aria-label={text} data-tip={text} className={look}>
      {fill}
    </span>
  );
}
