'use client';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { Page } from '#components/shell/page.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';

/** A page that could not be rendered: the frame and the other pages still work. */
export default function DashboardError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const router = useRouter();
  // Without a refresh what the server answered would only be rendered, and fail, again.
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  const problem = { status: 500, title: 'This page could not be shown', detail: 'The fleet and running campaigns are not affected. Try again; if it stays so, the log has the cause.', requestId: error.digest };
  return (
    <Page>
      <ErrorState page error={problem} onRetry={retry} />
    </Page>
  );
}
