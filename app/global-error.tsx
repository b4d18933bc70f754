'use client';
import { useState } from 'react';
import { BannerProvider } from '#components/shell/banner.tsx';
import { PlainFrame } from '#components/shell/plain-frame.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { frameProblem } from './frame-problem.ts';
import './globals.css';

/** The last resort, in place of the whole document: it keeps what the document said of its fleet and its theme. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const [{ banner, theme }] = useState((): DOMStringMap => (typeof document === 'undefined' ? {} : { ...document.documentElement.dataset }));
  return (
    <html lang="en" data-theme={theme} data-banner={banner}>
      <body>
        <title>Tarmac</title>
        <BannerProvider words={banner ?? null}>
          <PlainFrame wide>
            <ErrorState page error={frameProblem(error)} onRetry={() => window.location.reload()} />
          </PlainFrame>
        </BannerProvider>
      </body>
    </html>
  );
}
