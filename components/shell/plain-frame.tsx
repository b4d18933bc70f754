import type { ReactNode } from 'react';
import { BannerPill } from './banner-pill.tsx';
import { Logo } from './logo.tsx';

/** The frame of what is shown to somebody who is not signed in: the name, which fleet this is, and one narrow column. */
export function PlainFrame({ banner, children }: { banner: string | null; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-[380px]">
        <div className="mb-5 flex items-center gap-2.5 text-lg font-semibold">
          <Logo /> Tarmac
          {banner ? <BannerPill className="ms-auto font-normal text-mute">{banner}</BannerPill> : null}
        </div>
        {children}
      </div>
    </main>
  );
}
