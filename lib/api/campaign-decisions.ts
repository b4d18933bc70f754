import type { CampaignSummaryRow } from '#lib/campaigns/summary.ts';
import type { Decision } from '#lib/inventory/clusters/overview-model.ts';

type OpenCampaign = Pick<CampaignSummaryRow, 'id' | 'name' | 'state' | 'stateReason' | 'createdAt' | 'startedAt'>;

/** Campaigns that go no further until a person decides: halted ones are failing, paused ones want attention. */
export function campaignDecisions(campaigns: readonly OpenCampaign[]): Decision[] {
  return campaigns.flatMap(({ id, name, state, stateReason, createdAt, startedAt }): Decision[] =>
    state === 'halted' || state === 'paused'
      ? [{
          id: `${state}-${id}`, tone: state === 'halted' ? 'failing' : 'attention', title: `${name} is ${state}: resume or abort it`, detail: stateReason,
          since: startedAt ?? createdAt, action: { label: 'Open campaign', href: `/campaigns/${id}` },
        }]
      : [],
  );
}

const severity: Record<Decision['tone'], number> = { failing: 0, unknown: 1, attention: 2 };

/**
 * Decisions about campaigns and clusters as one list: what fails, what nobody knows, what wants attention. What fails is
 * ordered by age; otherwise campaigns come first, because somebody began them, and clusters keep the order they have.
 */
export function orderDecisions(campaigns: readonly Decision[], clusters: readonly Decision[]): Decision[] {
  const instant = ({ since }: Decision) => (since === null ? Number.POSITIVE_INFINITY : Date.parse(since));
  const byAge = (a: Decision, b: Decision) => (instant(a) === instant(b) ? 0 : instant(a) - instant(b));
  return [...campaigns.toSorted(byAge), ...clusters].toSorted((a, b) => severity[a.tone] - severity[b.tone] || (a.tone === 'failing' ? byAge(a, b) : 0));
}
