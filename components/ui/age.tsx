'use client';
import clsx from 'clsx';
import { dayMs, minuteMs } from '#lib/kernel/duration.ts';
import { isOverBudget } from './age-budget.ts';
import { useNow } from './now.tsx';
import { absoluteTime } from './relative-time.ts';
import { StatusGlyph } from './status.tsx';

type AgeProps = {
  /** ISO 8601; null is unknown. */
  since: string | null;
  budgetDays?: number;
  /** Whether what has the age was seen lately; else it may be another by now, and is over no budget. */
  seen?: boolean;
  className?: string;
};

/** An age in whole days against its budget ("31 d of 30 d"); over it, with the shape of attention. */
export function Age({ since, budgetDays, seen = true, className }: AgeProps) {
  const nowMs = useNow(minuteMs);
  const sinceMs = since === null ? Number.NaN : Date.parse(since);
  if (since === null || Number.isNaN(sinceMs)) {
    return (
      <span className={clsx('inline-flex items-center gap-1.5 text-unk', className)}>
        <StatusGlyph tone="unknown" /> unknown
      </span>
    );
  }
  const days = Math.max(0, Math.floor((nowMs - sinceMs) / dayMs));
  const over = seen && budgetDays !== undefined && isOverBudget(sinceMs, budgetDays, nowMs);
  return (
    <time dateTime={since} data-tip={`since ${absoluteTime(sinceMs)}`} className={clsx('inline-flex items-baseline gap-1 whitespace-nowrap', !seen ? 'text-unk' : over && 'text-att', className)}>
      {seen ? null : <StatusGlyph tone="unknown" label="not seen lately" className="me-0.5 size-2.5 self-center" />}
      {over ? <StatusGlyph tone="attention" label="over budget" className="me-0.5 size-2.5 self-center" /> : null}
      {days} d{budgetDays === undefined ? null : <span className={over || !seen ? undefined : 'text-faint'}>of {budgetDays} d</span>}
    </time>
  );
}
