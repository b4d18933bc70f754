import clsx from 'clsx';
import { type Tone, toneFill } from '#components/ui/tone.ts';

/** One machine as a cell. */
export type MachineCell = { key: string; tone: Tone; /** "stg-us-4-md-0-x7r2q: draining". */ label: string };

const most = 40;

/** One small cell for each machine; more than 40 end in a count. The words beside the row say the state. */
export function MachineCells({ cells, label, className }: { cells: MachineCell[]; label: string; className?: string }) {
  const rest = cells.length - most;
  return (
    <span role="img" aria-label={label} className={clsx('inline-flex shrink-0 flex-wrap items-center gap-0.5', className)}>
      {cells.slice(0, most).map((cell) => (
        <span key={cell.key} data-tip={cell.label} className={clsx('h-3.5 w-[9px] rounded-[2px] transition-colors duration-300', toneFill[cell.tone])} />
      ))}
      {rest > 0 ? <span className="ms-1 text-sm text-faint">+{rest.toLocaleString('en')}</span> : null}
    </span>
  );
}
