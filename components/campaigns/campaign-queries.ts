import { keysetPages } from '#components/ui/keyset-pages.ts';

const eventsAtOnce = 50;
const campaignsAtOnce = 50;

/** Paging of a campaign's events. */
export const eventPages = (id: string) => keysetPages({ id, limit: eventsAtOnce });

/** The query behind the overview's line of campaigns that ended. */
export const endedCampaignsInput = { state: 'succeeded,aborted', limit: 3 };

/** Paging of the list of campaigns, of these states or all. */
export const campaignPages = (states: readonly string[]) => keysetPages({ limit: campaignsAtOnce, ...(states.length === 0 ? {} : { state: states.join(',') }) });
