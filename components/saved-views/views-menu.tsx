'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import clsx from 'clsx';
import dynamic from 'next/dynamic';
import { useMemo, useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { Popover } from '#components/ui/popover.tsx';
import { api } from '#lib/api/client.ts';
import type { SavedViewDto } from '#lib/api/contract/views.ts';
import { ViewList } from './view-list.tsx';
import { viewPages } from './view-pages.ts';

const SaveViewDialog = dynamic(() => import('./save-view-dialog.tsx').then((module) => module.SaveViewDialog), { ssr: false });
const EditViewDialog = dynamic(() => import('./edit-view-dialog.tsx').then((module) => module.EditViewDialog), { ssr: false });
const RemoveViewDialog = dynamic(() => import('./remove-view-dialog.tsx').then((module) => module.RemoveViewDialog), { ssr: false });

type Open = { dialog: 'save' } | { dialog: 'edit' | 'remove'; view: SavedViewDto };

/**
 * The saved views of a page: go to one, save what is filtered now, change or delete. `path` is the page, `query` what its
 * URL says now, in canonical form.
 */
export function ViewsMenu({ page, path, query }: { page: SavedViewDto['page']; path: string; query: string }) {
  const views = useInfiniteQuery(api.views.list.infiniteOptions(viewPages(page)));
  const items = useMemo(() => views.data?.pages.flatMap((each) => each.items), [views.data]);
  const [open, setOpen] = useState<Open | null>(null);
  const current = query === '' ? undefined : items?.find((view) => view.query === query);
  const end = () => setOpen(null);
  return (
    <>
      <Popover
        label="Saved views"
        align="end"
        className="w-[320px] max-w-[calc(100vw-1rem)]"
        trigger={(props) => (
          <button
            type="button"
            {...props}
            className={clsx('inline-flex h-[30px] shrink-0 items-center gap-1.5 rounded-[7px] border px-2.5 whitespace-nowrap hover:bg-hover max-md:h-10', current ? 'border-accent bg-accent-soft' : 'border-line bg-panel text-mute')}
          >
            <Icon name="bookmark" className={current ? 'text-accent' : 'text-faint'} />
            <span className={clsx(current && 'max-md:sr-only')}>Views</span>
            {current ? <b className="max-w-[180px] truncate max-md:max-w-[110px]">{current.name}</b> : null}
            <Icon name="chevron" className="size-3.5 text-faint" />
          </button>
        )}
      >
        {(close) => (
          <ViewList
            {...{ views, items, path, query, close }}
            onSave={() => setOpen({ dialog: 'save' })}
            onEdit={(view) => setOpen({ dialog: view.allowed.includes('change') ? 'edit' : 'remove', view })}
          />
        )}
      </Popover>
      {open?.dialog === 'save' ? <SaveViewDialog page={page} query={query} onClose={end} /> : null}
      {open?.dialog === 'edit' ? <EditViewDialog view={open.view} query={query} onRemove={() => setOpen({ ...open, dialog: 'remove' })} onClose={end} /> : null}
      {open?.dialog === 'remove' ? <RemoveViewDialog view={open.view} onClose={end} /> : null}
    </>
  );
}
