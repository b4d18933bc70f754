'use client';
import { formatDuration, minuteMs } from '#lib/kernel/duration.ts';
import { useNow } from './now.tsx';
import { absoluteTime, relativeTime, stepOfAge } from './relative-time.ts';

type TimeProps = {
  /** ISO 8601; null shows `none`. */
  at: string | null;
  /** `ago`: "4 min ago"; `age`: "4 min"; `clock`: "18:14" in UTC. */
  form?: 'ago' | 'age' | 'clock';
  none?: string;
  className?: string;
};

/** An instant in relative words, with the absolute UTC time on hover. */
export function Time({ at, form = 'ago', none = 'never', className }: TimeProps) {
  const atMs = at === null ? Number.NaN : Date.parse(at);
  const coarseMs = useNow(minuteMs);
  const nowMs = useNow(Number.isNaN(atMs) ? minuteMs : stepOfAge(coarseMs - atMs));
  if (at === null || Number.isNaN(atMs)) return <span className={className}>{none}</span>;
  const words = form === 'clock' ? at.slice(11, 16) : form === 'age' ? formatDuration(nowMs - atMs) : relativeTime(atMs, nowMs);
  return (
    <time dateTime={at} data-tip={absoluteTime(atMs)} className={className}>
      {words}
    </time>
  );
}
