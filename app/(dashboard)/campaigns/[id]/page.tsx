import type { Metadata } from 'next';
import { cache } from 'react';
import { eventPages } from '#components/campaigns/campaign-queries.ts';
import { CampaignView } from '#components/campaigns/campaign-view.tsx';
import { openPage } from '../../../open-page.tsx';

export const dynamic = 'force-dynamic';

type CampaignPageProps = { params: Promise<{ id: string }> };

/** A campaign with its plan, its clusters and what happened. */
export default async function CampaignPage({ params }: CampaignPageProps) {
  const { id } = await params;
  const { queries } = await openCampaign(id);
  await queries.prefetchInfinite(queries.api.campaigns.events.infiniteOptions(eventPages(id)));
  return queries.hydrate(<CampaignView id={id} />);
}

/** The campaign's name as the title. */
export async function generateMetadata({ params }: CampaignPageProps): Promise<Metadata> {
  const { campaign } = await openCampaign((await params).id);
  return { title: campaign.name };
}

// Once a request, for the page and its title.
const openCampaign = cache(async (id: string) => {
  const { queries } = await openPage(`/campaigns/${id}`);
  return { queries, campaign: await queries.require(queries.api.campaigns.get.queryOptions({ input: { id } })) };
});
