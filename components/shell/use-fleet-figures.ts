'use client';
import { useQuery } from '@tanstack/react-query';
import { api } from '#lib/api/client.ts';
import { openCampaignsInput } from './open-campaigns.ts';

/** What the frame shows on every page: counts beside the navigation, and the state of the sources. */
export function useFleetFigures() {
  const overview = useQuery(api.fleet.overview.queryOptions({ input: {} })).data;
  const campaigns = useQuery(api.campaigns.list.queryOptions({ input: openCampaignsInput })).data;
  const counts: Record<string, number | undefined> = { clusters: overview?.clusters, campaigns: campaigns?.total || undefined };
  return { counts, sources: overview?.sources };
}
