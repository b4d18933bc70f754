'use client';
import Link from 'next/link';
import { Icon } from '#components/ui/icon.tsx';
import { Status } from '#components/ui/status.tsx';
import { countWords } from '#lib/kernel/count-words.ts';
import { AccountMenu } from './account-menu.tsx';
import { BannerPill } from './banner.tsx';
import { LiveIndicator } from './live-indicator.tsx';
import { Logo } from './logo.tsx';
import { requestPalette } from './overlays.tsx';
import { useFleetFigures } from './use-fleet-figures.ts';

/** The bar above every page: what fleet this is, how its sources do, the palette, and whether the page is live. */
export function TopBar() {
  return (
    <header className="sticky top-0 z-20 flex h-[49px] items-center gap-3 border-b border-line bg-bg px-6 text-mute max-md:px-4">
      <Link href="/" aria-label="Tarmac, overview" className="md:hidden">
        <Logo />
      </Link>
      <BannerPill />
      <SourcesState />
      <button
        type="button"
        onClick={requestPalette}
        aria-keyshortcuts="Meta+K Control+K"
        className="ms-auto flex h-[30px] w-[300px] items-center justify-between gap-2 rounded-[7px] border border-line bg-panel px-2.5 text-faint hover:border-field max-lg:w-[180px] max-md:size-10 max-md:justify-center max-md:border-0 max-md:bg-transparent"
      >
        <span className="max-md:sr-only">Search or act…</span>
        <span aria-hidden className="mono text-sm max-md:hidden">⌘K</span>
        <Icon name="search" className="hidden size-[18px] max-md:block" />
      </button>
      <LiveIndicator />
      <span className="md:hidden">
        <AccountMenu compact />
      </span>
    </header>
  );
}

function SourcesState() {
  const { sources } = useFleetFigures();
  if (!sources) return null;
  const problem = sources.failing > 0 ? (['failing', `${sources.failing} failing`] as const) : sources.stale > 0 ? (['attention', `${sources.stale} stale`] as const) : null;
  return (
    <Link href="/settings" prefetch={false} className="flex items-center gap-1.5 rounded-sm whitespace-nowrap hover:text-ink max-sm:text-sm">
      <span className={problem ? 'max-sm:sr-only' : undefined}>
        {countWords(sources.total, 'source')}
        {problem ? ' ·' : ''}
      </span>
      {problem ? <Status tone={problem[0]}>{problem[1]}</Status> : null}
    </Link>
  );
}
