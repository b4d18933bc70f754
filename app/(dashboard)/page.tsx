import { openCampaignsListInput } from '#components/overview/open-campaigns-list.ts';
import { OverviewView } from '#components/overview/overview-view.tsx';
import { openPage } from '../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Overview' };

/** The overview, with everything that it shows already in the page. */
export default async function OverviewPage() {
  const { queries } = await openPage('/');
  await Promise.all([
    queries.prefetch(queries.api.fleet.overview.queryOptions({ input: {} })),
    queries.prefetch(queries.api.fleet.decisions.queryOptions({ input: {} })),
    queries.prefetch(queries.api.campaigns.list.queryOptions({ input: openCampaignsListInput })),
  ]);
  return queries.hydrate(<OverviewView />);
}
