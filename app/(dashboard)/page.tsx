import { endedCampaignsInput } from '#components/campaigns/campaign-queries.ts';
import { OverviewView } from '#components/overview/overview-view.tsx';
import { openPage } from '../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Overview' };

/** The overview; the frame has already loaded the fleet's figures and the open campaigns, which it shows itself. */
export default async function OverviewPage() {
  const { queries } = await openPage('/');
  await Promise.all([
    queries.prefetch(queries.api.fleet.decisions.queryOptions({ input: {} })),
    queries.prefetch(queries.api.campaigns.list.queryOptions({ input: endedCampaignsInput })),
  ]);
  return queries.hydrate(<OverviewView />);
}
