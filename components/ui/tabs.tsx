'use client';
import clsx from 'clsx';
import Link from 'next/link';
import { type ReactNode, useEffect, useRef } from 'react';

/** One view and its address. */
export type Tab = { id: string; label: ReactNode; count?: number; href: string };

/** Views of one thing as links, so that each has a URL; the current one is marked, and in view where not all fit. */
export function Tabs({ tabs, current, label, className }: { tabs: Tab[]; current: string; label: string; className?: string }) {
  const bar = useRef<HTMLElement>(null);
  const place = tabs.findIndex(({ id }) => id === current);
  useEffect(() => {
    const tab = bar.current?.children[place];
    // Only the bar is moved: scrollIntoView would move the page too.
    if (bar.current && tab instanceof HTMLElement) bar.current.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - bar.current.clientWidth / 2;
  }, [place]);
  return (
    <nav ref={bar} aria-label={label} className={clsx('relative flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]', className)}>
      {tabs.map((tab) => {
        const on = tab.id === current;
        return (
          <Link
            key={tab.id}
            href={tab.href}
            scroll={false}
            prefetch={false}
            aria-current={on ? 'page' : undefined}
            className={clsx('-mb-px flex items-center gap-1.5 border-b-2 px-2.5 py-2 whitespace-nowrap focus-visible:outline-offset-[-2px]', on ? 'border-accent font-medium text-ink' : 'border-transparent text-mute hover:text-ink')}
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="text-sm text-faint">{tab.count.toLocaleString('en')}</span>}
          </Link>
        );
      })}
    </nav>
  );
}
