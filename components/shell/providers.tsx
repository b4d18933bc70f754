'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { NowProvider } from '#components/ui/now.tsx';
import { Toaster } from '#components/ui/toast.tsx';
import { TooltipLayer } from '#components/ui/tooltip-layer.tsx';
import type { ViewerDto } from '#lib/api/contract/access.ts';
import { LiveConnection } from './live-connection.tsx';
import { queryClientOfPage } from './query-client.ts';
import { ViewerProvider } from './viewer.tsx';

/** Everything that pages of the dashboard rely on: data, URL state, the clock, the viewer, live hints, tips and toasts. */
export function Providers({ viewer, nowMs, children }: { viewer: ViewerDto; nowMs: number; children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClientOfPage()}>
      <NuqsAdapter>
        <NowProvider initialMs={nowMs}>
          <ViewerProvider viewer={viewer}>
            <LiveConnection>{children}</LiveConnection>
            <TooltipLayer />
            <Toaster />
          </ViewerProvider>
        </NowProvider>
      </NuqsAdapter>
    </QueryClientProvider>
  );
}
