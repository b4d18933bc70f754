import clsx from 'clsx';

/** A small ring that turns while something is under way; decorative, the words beside it carry the meaning. */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" fill="none" aria-hidden className={clsx('animate-pending', className)}>
      <circle cx="8" cy="8" r="6" stroke="currentColor" strokeWidth="2" opacity=".25" />
      <path d="M14 8a6 6 0 0 0-6-6" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
