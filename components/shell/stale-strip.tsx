'use client';
import { isGone, problemOf } from '#components/ui/problem.ts';
import { SignInAgain } from '#components/ui/sign-in-again.tsx';
import { StatusGlyph } from '#components/ui/status.tsx';
import { Time } from '#components/ui/time.tsx';

type Loaded = { isError: boolean; error: unknown; data: unknown; dataUpdatedAt: number; refetch: () => unknown };

/** Says that what is shown could not be refreshed, and how old it is; nothing while all is well. */
export function StaleStrip({ query }: { query: Loaded }) {
  const words = query.isError && query.data !== undefined ? staleWords(query.error) : '';
  return (
    <>
      {/* There before its words, or a screen reader would not read them out. */}
      <span role="status" className="sr-only">{words}</span>
      {words ? <Strip query={query} words={words} /> : null}
    </>
  );
}

function Strip({ query, words }: { query: Loaded; words: string }) {
  const { status } = problemOf(query.error);
  return (
    <p className="flex items-center gap-2 border-b border-line bg-att-soft px-4 py-1.5">
      <StatusGlyph tone="attention" />
      <span>
        {words} This is what was loaded <Time at={new Date(query.dataUpdatedAt).toISOString()} />; {isGone(query.error) ? 'it is the past.' : 'it may be different now.'}
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
