'use client';
import { Page } from '#components/shell/page.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';

/** A page that could not be rendered: the frame and the other pages still work. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const problem = { status: 500, title: 'This page could not be shown', detail: 'The fleet and running campaigns are not affected. Try again; if it stays so, the log has the cause.', requestId: error.digest };
  return (
    <Page>
      <ErrorState error={problem} onRetry={reset} />
    </Page>
  );
}
