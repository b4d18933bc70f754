import { listActiveCampaigns } from '#lib/campaigns/queries.ts';
import { searchCampaignNames } from '#lib/campaigns/search.ts';
import { listDecisions } from '#lib/inventory/clusters/decision-queries.ts';
import { listVersionCells, readFleetOverview } from '#lib/inventory/clusters/overview-queries.ts';
import { searchClusterNames } from '#lib/inventory/clusters/queries.ts';
import { supportOf } from '#lib/inventory/clusters/support-calendar.ts';
import { campaignDecisions, orderDecisions } from '../campaign-decisions.ts';
import { implementer } from '../implementer.ts';
import { fleetAsOf } from './fleet-as-of.ts';

const mostActiveCampaigns = 100;
const mostFound = 8;

/** The fleet as a whole: figures, what waits for a person, the version map, and finding things by name. */
export const fleetHandlers = {
  overview: implementer.fleet.overview.handler(async ({ context }) => readFleetOverview(context.services.db.pool, await fleetAsOf(context))),
  decisions: implementer.fleet.decisions.handler(async ({ context }) => {
    const { pool } = context.services.db;
    const asOf = await fleetAsOf(context);
    const [observed, campaigns] = await Promise.all([listDecisions(pool, asOf), listActiveCampaigns(pool, mostActiveCampaigns)]);
    const intended = campaignDecisions(campaigns);
    return { items: orderDecisions(intended, observed.items), total: intended.length + observed.total };
  }),
  versions: implementer.fleet.versions.handler(async ({ input, context }) => {
    const asOf = await fleetAsOf(context);
    const { calendar } = asOf.settings;
    const minors = calendar.minors.map((minor) => ({ ...minor, support: supportOf(`${minor.minor}.0`, calendar, asOf.now).state }));
    return { calendar: { ...calendar, minors }, cells: await listVersionCells(context.services.db.pool, { ...asOf, filters: input }) };
  }),
  search: implementer.fleet.search.handler(async ({ input, context }) => {
    const q = input.q.trim();
    if (q === '') return { items: [] };
    const { pool } = context.services.db;
    const [clusters, campaigns] = await Promise.all([searchClusterNames(pool, q, mostFound), searchCampaignNames(pool, q, mostFound)]);
    return {
      items: [
        ...clusters.map((found) => ({ kind: 'cluster' as const, ...found })),
        ...campaigns.map(({ id, name, state }) => ({ kind: 'campaign' as const, id, name, detail: state })),
      ],
    };
  }),
};
