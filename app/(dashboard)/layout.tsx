import type { ReactNode } from 'react';
import { PlainFrame } from '#components/shell/plain-frame.tsx';
import { Providers } from '#components/shell/providers.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { openCampaignsInput } from '#components/shell/open-campaigns.ts';
import { openPage, readViewer } from '../open-page.tsx';

export const dynamic = 'force-dynamic';

/** The frame of every page, with what it shows already loaded. Nobody signed in: the page inside knows where to return, and what is not there has a plain frame. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  if (!(await readViewer())) return <PlainFrame>{children}</PlainFrame>;
  const { viewer, queries, openedAtMs } = await openPage('/');
  await Promise.all([
    queries.prefetch(queries.api.fleet.overview.queryOptions({ input: {} })),
    queries.prefetch(queries.api.campaigns.list.queryOptions({ input: openCampaignsInput })),
  ]);
  return (
    <Providers viewer={viewer} nowMs={openedAtMs}>
      {queries.hydrate(<Shell>{children}</Shell>)}
    </Providers>
  );
}
