'use client';
import { isGone, problemOf } from '#components/ui/problem.ts';
import { SignInAgain } from '#components/ui/sign-in-again.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';

type Loaded = { isError: boolean; error: unknown; data: unknown; dataUpdatedAt: number; refetch: () => unknown };

/** Says that what is shown could not be refreshed, and how old it is; nothing while all is well. */
export function StaleStrip({ query }: { query: Loaded }) {
  if (!query.isError || query.data === undefined) return null;
  const { status } = problemOf(query.error);
  return (
    <p className="flex items-center gap-2 border-b border-line bg-att-soft px-4 py-1.5">
      <StatusGlyph tone="attention" />
      <span>
        <span role="status">{staleWords(query.error)}</span> This is what was loaded <Time at={new Date(query.dataUpdatedAt).toISOString()} />; {isGone(query.error) ? 'it is the past.' : 'it may be different now.'}
      </span>
      {status === 401 ? (
        <SignInAgain className="ms-auto rounded-sm font-medium underline underline-offset-2" />
      ) : (
        <button type="button" onClick={() => query.refetch()} className="ms-auto rounded-sm font-medium underline underline-offset-2">
          Try now
        </button>
      )}
    </p>
  );
}

function staleWords(error: unknown): string {
  if (isGone(error)) return 'It is gone, or no longer yours to see.';
  const { status, title } = problemOf(error);
  return status === null || status >= 500 ? 'Tarmac does not answer.' : `${title}.`;
}
