'use client';
import { useQuery } from '@tanstack/react-query';
import { TextLink } from '#components/ui/text-link.tsx';
import { api } from '#lib/api/client.ts';

/** Whose cluster it is, and so whom to ask; nothing until that is read. */
export function Owner({ clusterId }: { clusterId: string }) {
  const { data } = useQuery(api.clusters.get.queryOptions({ input: { id: clusterId } }));
  if (!data) return null;
  return (
    <span>
      owner <TextLink href={`/clusters?team=${encodeURIComponent(data.team)}`}>{data.team}</TextLink>
    </span>
  );
}
