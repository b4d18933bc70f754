import Link from 'next/link';
import { buttonClass } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';

/** For what is gone, not for this viewer, or never was; the frame stays. */
export default function NotFound() {
  return (
    <>
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        className="min-h-[45dvh]"
        title="Nothing is here"
        action={
          <Link href="/" className={buttonClass('primary')}>
            Open the overview
          </Link>
        }
      >
        The address is wrong, what it named is gone, or it is not yours to see.
      </EmptyState>
    </>
  );
}
