import { createLoader, parseAsArrayOf, parseAsStringLiteral } from 'nuqs/server';
import { campaignStates } from '#lib/campaigns/model.ts';

/** The URL of the list of campaigns: `state`, comma-separated as in the API. */
export const campaignSearchParams = { state: parseAsArrayOf(parseAsStringLiteral(campaignStates)).withDefault([]) };

/** Reads it on the server. */
export const loadCampaignSearch = createLoader(campaignSearchParams);
