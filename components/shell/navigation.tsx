'use client';
import clsx from 'clsx';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Icon } from '#components/ui/icon.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Logo } from './logo.tsx';
import { isCurrent, pages } from './pages.ts';
import { useFleetFigures } from './use-fleet-figures.ts';
import { useViewer } from './viewer.tsx';

function usePages() {
  const path = usePathname();
  const { permissions } = useViewer();
  return pages.filter((page) => !page.permission || permissions.includes(page.permission)).map((page) => ({ ...page, current: isCurrent(page, path) }));
}

/** The navigation at the left of wide screens, with the count behind each page. */
export function Sidebar() {
  const counts = useFleetFigures().counts;
  const entries = usePages();
  return (
    <aside aria-label="Tarmac" className="sticky top-0 hidden h-dvh flex-col border-e border-line px-2.5 py-3.5 md:flex">
      <Link href="/" className="mb-3.5 flex items-center gap-2.5 rounded-md px-2 py-0.5 text-[14px] font-semibold">
        <Logo /> Tarmac
      </Link>
      <nav aria-label="Pages" className="flex flex-col gap-px">
        {entries.map((page, index) => (
          <div key={page.id} className={clsx(page.second && !entries[index - 1]?.second && 'mt-2.5 border-t border-line pt-2.5')}>
            <Link
              href={page.href}
              aria-current={page.current ? 'page' : undefined}
              className={clsx('flex items-center gap-2.5 rounded-md px-2 py-[5px]', page.current ? 'bg-hover font-medium text-ink' : 'text-mute hover:bg-hover hover:text-ink')}
            >
              <Icon name={page.icon} className={page.current ? 'text-accent' : 'text-faint'} />
              {page.label}
              {counts[page.id] === undefined ? null : <span className="ms-auto text-faint">{counts[page.id]?.toLocaleString('en')}</span>}
            </Link>
          </div>
        ))}
      </nav>
      <div className="mt-auto">
        <AccountMenu />
      </div>
    </aside>
  );
}

/** The navigation at the foot of small screens. */
export function BottomBar() {
  return (
    <nav aria-label="Pages" className="fixed inset-x-0 bottom-0 z-20 flex h-[57px] border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:hidden">
      {usePages().map((page) => (
        <Link
          key={page.id}
          href={page.href}
          aria-current={page.current ? 'page' : undefined}
          className={clsx('flex flex-1 flex-col items-center justify-center gap-0.5 text-xs focus-visible:outline-offset-[-3px]', page.current ? 'font-medium text-accent' : 'text-mute')}
        >
          <Icon name={page.icon} className="size-5" />
          {page.label}
        </Link>
      ))}
    </nav>
  );
}
