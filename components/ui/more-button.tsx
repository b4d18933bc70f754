import type { ReactNode } from 'react';
import { Button } from './button.tsx';

/** A list that is loaded page by page, as TanStack Query's infinite queries are. */
type Paged = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** The foot of a list of which there is more: loads the next page. Nothing when all is there. */
export function MoreButton({ of: { hasNextPage, isFetchingNextPage, fetchNextPage }, children }: { of: Paged; children: ReactNode }) {
  if (!hasNextPage) return null;
  return (
    <div className="flex justify-center border-t border-line py-2">
      <Button kind="quiet" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {children}
      </Button>
    </div>
  );
}
