'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { useRouter } from 'next/navigation';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { Icon } from '#components/ui/icon.tsx';
import { api } from '#lib/api/client.ts';
import { signOut } from './account-menu.tsx';
import { requestShortcuts, requestSignOutEverywhere } from './overlays.tsx';
import { pages } from './pages.ts';
import { applyTheme } from './theme.ts';
import { useViewer } from './viewer.tsx';

const group = '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-faint';

/** Search or act: pages, clusters and campaigns by name, and what can be done from anywhere. */
export function Palette({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const { permissions } = useViewer();
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const found = useQuery({ ...api.fleet.search.queryOptions({ input: { q } }), enabled: q !== '', placeholderData: keepPreviousData });
  const run = (act: () => void) => () => {
    onClose();
    act();
  };
  const matches = (label: string) => label.toLowerCase().includes(q.toLowerCase());
  const actions: [label: string, act: () => void][] = [
    ['Show clusters over their node age budget', () => router.push('/clusters?age=over-budget')],
    ['Show clusters past their end of support', () => router.push('/clusters?support=ended')],
    ['Show clusters not seen lately', () => router.push('/clusters?freshness=stale,unknown')],
    ['Theme: light', () => applyTheme('light')],
    ['Theme: dark', () => applyTheme('dark')],
    ['Theme: as the system', () => applyTheme('system')],
    ['Keyboard shortcuts', requestShortcuts],
    ['Sign out everywhere…', requestSignOutEverywhere],
    ['Sign out', () => void signOut()],
  ];
  const shownPages = pages.filter((page) => (!page.permission || permissions.includes(page.permission)) && matches(page.label));
  const shownActions = actions.filter(([label]) => matches(label));
  const items = q === '' ? [] : (found.data?.items ?? []);
  const first = items[0]?.id ?? (shownPages[0] ? `page ${shownPages[0].id}` : (shownActions[0]?.[0] ?? ''));
  // Answers come later than keys: a choice holds for the list that it was made in, else Enter takes the first of what is there now.
  const [choice, setChoice] = useState({ first, value: first });
  return (
    <Command.Dialog
      open
      value={choice.first === first ? choice.value : first}
      onValueChange={(value) => setChoice({ first, value })}
      onOpenChange={(open) => !open && onClose()}
      label="Search or act"
      shouldFilter={false}
      overlayClassName="fixed inset-0 z-40 bg-[rgb(8_10_14/0.45)]"
      contentClassName="fixed top-[12vh] left-1/2 z-40 w-[620px] max-w-[calc(100vw-2rem)] -translate-x-1/2 overflow-hidden rounded-[12px] border border-line bg-raised shadow-pop"
    >
      <div className="flex items-center gap-2.5 border-b border-line px-3.5">
        <Icon name="search" className="text-faint" />
        <Command.Input value={text} onValueChange={setText} placeholder="Search clusters and campaigns, or act…" className="h-12 flex-1 bg-transparent text-[14px] outline-none focus-visible:outline-none" />
      </div>
      <Command.List className="max-h-[52vh] overflow-auto p-1.5 scroll-thin">
        {found.isError && q !== '' ? <p className="px-2.5 py-3 text-fail">The search did not answer. Pages and actions still work.</p> : null}
        <Command.Empty className="px-2.5 py-6 text-center text-mute">{found.isFetching ? 'Searching…' : 'Nothing has that name.'}</Command.Empty>
        {items.length > 0 ? (
          <Command.Group heading="Found" className={group}>
            {items.map((item) => (
              <Entry key={item.id} value={item.id} onSelect={run(() => router.push(`/${item.kind}s/${item.id}`))} hint={item.detail}>
                <Icon name={item.kind === 'cluster' ? 'clusters' : 'campaigns'} className="shrink-0 text-faint" />
                {/* The whole of a long name where the choice stands, since keys alone reach it. */}
                <span className="line-clamp-2 min-w-0 wrap-anywhere in-data-[selected=true]:line-clamp-none">{item.name}</span>
              </Entry>
            ))}
          </Command.Group>
        ) : null}
        {shownPages.length > 0 ? (
          <Command.Group heading="Pages" className={group}>
            {shownPages.map((page) => (
              <Entry key={page.id} value={`page ${page.id}`} onSelect={run(() => router.push(page.href))}>
                <Icon name={page.icon} className="text-faint" /> {page.label}
              </Entry>
            ))}
          </Command.Group>
        ) : null}
        {shownActions.length > 0 ? (
          <Command.Group heading="Actions" className={group}>
            {shownActions.map(([label, act]) => (
              <Entry key={label} value={label} onSelect={run(act)}>
                {label}
              </Entry>
            ))}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command.Dialog>
  );
}

function Entry({ value, onSelect, hint, children }: { value: string; onSelect: () => void; hint?: string; children: ReactNode }) {
  return (
    <Command.Item value={value} onSelect={onSelect} className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1 data-[selected=true]:bg-hover max-md:min-h-11">
      {children}
      {hint ? <span className="ms-auto max-w-[45%] shrink-0 truncate text-sm text-mute">{hint}</span> : null}
    </Command.Item>
  );
}
