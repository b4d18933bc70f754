import { eventPages } from '#components/campaigns/campaign-queries.ts';
import { CampaignView } from '#components/campaigns/campaign-view.tsx';
import { openPage } from '../../../open-page.tsx';

export const dynamic = 'force-dynamic';

/** A campaign with its plan, its clusters and what happened. */
export default async function CampaignPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const { queries } = await openPage(`/campaigns/${id}`);
  const campaign = await queries.require(queries.api.campaigns.get.queryOptions({ input: { id } }));
  await queries.prefetchInfinite(queries.api.campaigns.events.infiniteOptions(eventPages(id)));
  return queries.hydrate(
    <>
      <title>{`${campaign.name} · Tarmac`}</title>
      <CampaignView id={id} />
    </>,
  );
}
