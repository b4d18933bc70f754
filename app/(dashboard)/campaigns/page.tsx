import { campaignPages } from '#components/campaigns/campaign-queries.ts';
import { loadCampaignSearch } from '#components/campaigns/campaign-search.ts';
import { CampaignsView } from '#components/campaigns/campaigns-view.tsx';
import { openPage } from '../../open-page.tsx';

export const dynamic = 'force-dynamic';
export const metadata = { title: 'Campaigns' };

/** The list of campaigns, of the states that the URL names. */
export default async function CampaignsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const { state } = loadCampaignSearch(await searchParams);
  const { queries } = await openPage(`/campaigns${state.length === 0 ? '' : `?state=${state.join(',')}`}`);
  await queries.prefetchInfinite(queries.api.campaigns.list.infiniteOptions(campaignPages(state)));
  return queries.hydrate(<CampaignsView />);
}
