import type { CampaignSummaryRow } from '#lib/campaigns/summary.ts';

/** A campaign that goes no further until a person decides. */
export type CampaignDecision = { id: string; tone: 'attention' | 'failing'; title: string; detail: string | null; action: { label: string; href: string } };

/** What halted and paused campaigns wait for, halted ones first. */
export function campaignDecisions(campaigns: readonly Pick<CampaignSummaryRow, 'id' | 'name' | 'state' | 'stateReason'>[]): CampaignDecision[] {
  const of = (state: 'halted' | 'paused', tone: CampaignDecision['tone']): CampaignDecision[] =>
    campaigns
      .filter((campaign) => campaign.state === state)
      .map(({ id, name, stateReason }) => ({
        id: `${state}-${id}`, tone, title: `${name} is ${state}: resume or abort it`, detail: stateReason, action: { label: 'Open campaign', href: `/campaigns/${id}` },
      }));
  return [...of('halted', 'failing'), ...of('paused', 'attention')];
}
