import clsx from 'clsx';
import type { ReactNode } from 'react';
import { Button, buttonClass } from './button.tsx';
import { problemOf } from './problem.ts';
import { SignInAgain } from './sign-in-again.tsx';
import { StatusGlyph } from './status.tsx';

type ErrorStateProps = {
  error: unknown;
  /** What was asked for, as in "The machines of this cluster". */
  what?: string;
  onRetry?: () => void;
  /** One bordered line instead of a centred block. */
  compact?: boolean;
  /** It stands in place of a whole page, so its title is the page's heading. */
  page?: boolean;
  action?: ReactNode;
};

/** Says what failed and what to do, from the problem document that the API gave. */
export function ErrorState({ error, what, onRetry, compact = false, page = false, action }: ErrorStateProps) {
  const problem = problemOf(error);
  const signedOut = problem.status === 401;
  const Title = page ? 'h1' : 'p';
  const title = what ? `${what}: ${problem.title.charAt(0).toLowerCase()}${problem.title.slice(1)}` : problem.title;
  return (
    <div role="alert" className={clsx(compact ? 'flex flex-wrap items-start gap-x-2 gap-y-1 rounded-lg bg-fail-soft px-3 py-2' : 'flex flex-col items-center gap-1.5 px-6 py-12 text-center')}>
      <Title className="flex items-center gap-2 font-semibold">
        <StatusGlyph tone="failing" />
        {title}
      </Title>
      {problem.detail ? <p className={clsx('wrap-anywhere text-mute', !compact && 'max-w-[56ch]')}>{problem.detail}</p> : null}
      {problem.errors.length > 0 ? (
        <ul className={clsx('wrap-anywhere', compact && 'basis-full')}>
          {problem.errors.map(({ field, detail }) => (
            <li key={`${field} ${detail}`}>{field === '' ? detail : <><b className="font-medium">{field}</b>: {detail}</>}</li>
          ))}
        </ul>
      ) : null}
      {problem.requestId ? <p className="mono text-sm text-faint">request {problem.requestId}</p> : null}
      {onRetry || action || signedOut ? (
        <div className={clsx('flex gap-2', compact ? 'ms-auto' : 'mt-3')}>
          {signedOut ? <SignInAgain className={buttonClass()} /> : null}
          {onRetry && !signedOut ? <Button onClick={onRetry}>Try again</Button> : null}
          {action}
        </div>
      ) : null}
    </div>
  );
}
