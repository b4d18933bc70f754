import { campaignTone } from '#components/campaigns/campaign-state.ts';
import type { Tone } from '#components/ui/tone.ts';
import type { CampaignSummary } from '#lib/api/contract/campaigns.ts';

const rank: Tone[] = ['failing', 'attention', 'motion', 'waiting'];

/** The `most` campaigns that need somebody first: halted, then those that wait for a person, those that run and those to come; else as they are given. */
export function mostPressing<C extends Pick<CampaignSummary, 'state'>>(campaigns: readonly C[], most: number): C[] {
  return campaigns.toSorted((a, b) => rank.indexOf(campaignTone(a.state)) - rank.indexOf(campaignTone(b.state))).slice(0, most);
}
