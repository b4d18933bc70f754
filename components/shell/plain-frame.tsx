import clsx from 'clsx';
import type { ReactNode } from 'react';
import { BannerPill } from './banner.tsx';
import { Logo } from './logo.tsx';

type PlainFrameProps = {
  /** Room for a message instead of a form. */
  wide?: boolean;
  children: ReactNode;
};

/** The frame of what is shown without the dashboard's: the name, which fleet this is, and one column. */
export function PlainFrame({ wide = false, children }: PlainFrameProps) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className={clsx('w-full', wide ? 'max-w-[560px]' : 'max-w-[380px]')}>
        <div className="mb-5 flex items-center gap-2.5 text-lg font-semibold">
          <Logo /> Tarmac
          <BannerPill className="ms-auto font-normal text-mute" />
        </div>
        {children}
      </div>
    </main>
  );
}
