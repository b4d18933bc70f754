'use client';
import type { UseInfiniteQueryResult } from '@tanstack/react-query';
import clsx from 'clsx';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Icon } from '#components/ui/icon.tsx';
import { SkeletonRows } from '#components/ui/skeleton.tsx';
import type { SavedViewDto } from '#lib/api/contract/views.ts';
import { groupViews } from './view-groups.ts';

const findFrom = 9;
const none: SavedViewDto[] = [];

type ViewListProps = {
  views: UseInfiniteQueryResult;
  /** Those that are loaded. */
  items: SavedViewDto[] | undefined;
  path: string;
  query: string;
  close: () => void;
  onSave: () => void;
  onEdit: (view: SavedViewDto) => void;
};

/** What stands in the menu of saved views: one's own, those of others, and saving what is filtered now. */
export function ViewList({ views, items = none, path, query, close, onSave, onEdit }: ViewListProps) {
  const [text, setText] = useState('');
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = views;
  // All of them are found by name here, so all are loaded while the menu is open.
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  const groups = groupViews(items, text);
  return (
    <div>
      {items.length >= findFrom ? (
        <div className="sticky -top-1 -mt-1 bg-raised pt-1 pb-1">
          <input
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-label="Find a view"
            placeholder="Find…"
            className="h-[30px] w-full rounded-md border border-field bg-panel px-2 focus-visible:outline-offset-[-1px] max-md:h-10"
          />
        </div>
      ) : null}
      {views.isPending ? <div className="px-2.5"><SkeletonRows rows={3} label="Loading the saved views" /></div> : null}
      {views.isError && !views.data ? <ErrorState compact error={views.error} what="The saved views" onRetry={() => void views.refetch()} /> : null}
      {views.data && items.length === 0 ? <p className="px-2.5 py-2 text-mute">No view is saved yet. Filter and sort, then save it here under a name.</p> : null}
      {items.length > 0 && groups.length === 0 ? <p className="px-2.5 py-2 text-mute">No view has that name.</p> : null}
      {groups.map(({ label, views: shown }) => (
        <div key={label} role="group" aria-label={label}>
          <p aria-hidden className="px-2.5 pt-1.5 pb-1 text-sm text-faint">{label}</p>
          <ul>
            {shown.map((view) => (
              <ViewRow key={view.id} view={view} href={view.query === '' ? path : `${path}?${view.query}`} current={view.query === query} {...{ close, onEdit }} />
            ))}
          </ul>
        </div>
      ))}
      <div className="sticky -bottom-1 mt-1 -mb-1 border-t border-line bg-raised py-1">
        <button
          type="button"
          className="flex min-h-[30px] w-full items-center gap-2 rounded-md px-2.5 py-1 text-start hover:bg-hover focus-visible:bg-hover focus-visible:outline-offset-[-2px] max-md:min-h-11"
          onClick={() => {
            close();
            onSave();
          }}
        >
          <Icon name="plus" className="text-faint" /> Save this view…
        </button>
      </div>
    </div>
  );
}

type ViewRowProps = { view: SavedViewDto; href: string; current: boolean; close: () => void; onEdit: (view: SavedViewDto) => void };

function ViewRow({ view, href, current, close, onEdit }: ViewRowProps) {
  const own = view.allowed.includes('change');
  const hint = own ? (view.visibility === 'shared' ? 'shared' : null) : view.owner.name;
  return (
    <li className="flex items-center rounded-md hover:bg-hover has-focus-visible:bg-hover">
      <Link
        href={href}
        prefetch={false}
        aria-current={current ? 'true' : undefined}
        onClick={close}
        className={clsx('flex min-h-[30px] min-w-0 flex-1 items-center gap-2 rounded-md py-1 ps-2.5 pe-1 focus-visible:outline-offset-[-2px] max-md:min-h-11', current && 'font-medium')}
      >
        <Icon name="check" className={current ? 'text-accent' : 'invisible'} />
        <span data-tip={view.name.length > 32 ? view.name : undefined} className="min-w-0 flex-1 truncate">
          {view.name}
        </span>
        {hint ? <span className="max-w-[40%] shrink-0 truncate text-sm font-normal text-faint">{hint}</span> : null}
      </Link>
      {view.allowed.length > 0 ? (
        <button
          type="button"
          aria-label={own ? `Change ${view.name}` : `Delete ${view.name}`}
          onClick={() => {
            close();
            onEdit(view);
          }}
          className="grid size-[30px] shrink-0 place-items-center rounded-md text-faint hover:text-ink focus-visible:outline-offset-[-2px] max-md:size-11"
        >
          <Icon name={own ? 'more' : 'close'} />
        </button>
      ) : (
        <span className="w-[30px] shrink-0 max-md:w-11" />
      )}
    </li>
  );
}
