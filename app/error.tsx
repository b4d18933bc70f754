'use client';
import { PlainFrame } from '#components/shell/plain-frame.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { frameProblem } from './frame-problem.ts';

/** What is left when even the frame could not be rendered, as when the database does not answer. */
export default function RootError({ error }: { error: Error & { digest?: string } }) {
  return (
    <PlainFrame wide>
      <ErrorState page error={frameProblem(error)} onRetry={() => window.location.reload()} />
    </PlainFrame>
  );
}
