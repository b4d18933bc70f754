import type { ReactNode } from 'react';
import { BottomBar, Sidebar } from './navigation.tsx';
import { Overlays } from './overlays.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame around every page of the dashboard. */
export function Shell({ children }: { children: ReactNode }) {
  return (
    <div className="min-h-dvh md:grid md:grid-cols-[196px_minmax(0,1fr)]">
      <a href="#content" className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2 focus:shadow-pop">
        Skip to the content
      </a>
      <Sidebar />
      <div className="min-w-0 max-md:pb-[57px]">
        <TopBar />
        <main id="content" tabIndex={-1} className="outline-none">
          {children}
        </main>
      </div>
      <BottomBar />
      <Overlays />
    </div>
  );
}
