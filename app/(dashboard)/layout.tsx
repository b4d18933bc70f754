import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { openCampaignsInput } from '#components/shell/open-campaigns.ts';
import { web } from '#lib/api/compose.ts';
import { bannerWords } from '#components/shell/banner-words.ts';
import { openPage, readViewer } from '../open-page.tsx';

export const dynamic = 'force-dynamic';

/** The frame of every page, with what it shows already loaded. Nobody signed in: the page inside knows where to return. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  if (!(await readViewer())) return children;
  const { viewer, queries, openedAtMs } = await openPage('/');
  const { environment } = await web();
  await Promise.all([
    queries.prefetch(queries.api.fleet.overview.queryOptions({ input: {} })),
    queries.prefetch(queries.api.campaigns.list.queryOptions({ input: openCampaignsInput })),
  ]);
  return (
    <Providers viewer={viewer} nowMs={openedAtMs}>
      {queries.hydrate(<Shell banner={bannerWords(environment.banner)}>{children}</Shell>)}
    </Providers>
  );
}
