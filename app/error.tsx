'use client';
import { ErrorState } from '#components/ui/error-state.tsx';

/** What is left when even the frame could not be rendered, as when the database does not answer. */
export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const problem = { status: 503, title: 'Tarmac cannot read its database', detail: 'No page can be shown until it answers again. Campaigns that run go on in the worker once it is back. /api/health says what is missing.', requestId: error.digest };
  return (
    <main className="grid min-h-dvh place-items-center">
      <ErrorState error={problem} onRetry={reset} />
    </main>
  );
}
