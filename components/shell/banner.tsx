'use client';
import clsx from 'clsx';
import { createContext, type ReactNode, useContext } from 'react';

const Banner = createContext<string | null>(null);

/** Gives everything below the words that say which fleet this is, as in "Demo fleet"; null says nothing. */
export function BannerProvider({ words, children }: { words: string | null; children: ReactNode }) {
  return <Banner value={words}>{children}</Banner>;
}

/** Says which fleet this is; part of every frame, so that it stands on every page, those of errors included. */
export function BannerPill({ className }: { className?: string }) {
  const words = useContext(Banner);
  return words === null ? null : <span className={clsx('min-w-0 truncate rounded-full border border-line px-2.5 py-px text-sm whitespace-nowrap', className)}>{words}</span>;
}
