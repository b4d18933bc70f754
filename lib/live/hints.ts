import { z } from 'zod';
import type { Queryable } from '#lib/platform/db/queryable.ts';

/** The Postgres NOTIFY channel that worker and web share. */
export const liveChannel = 'tarmac_live';

/**
 * Says that something changed, never what it is now: readers ask again. `clusterIds` names the clusters
 * concerned, `objectIds` what else (campaigns, sources); `all` stands for too many to name.
 */
export type LiveHint = { noun: string; clusterIds?: string[]; objectIds?: string[]; all?: true };

/** More ids than this become `all`, which keeps a payload far below the 8,000 bytes that NOTIFY allows. */
export const maxHintIds = 20;

/** Tells every listener when the transaction of `client` commits, and nobody when it rolls back. */
export async function publishHint(client: Queryable, ...hints: LiveHint[]): Promise<void> {
  if (hints.length > 0) await client.query('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [liveChannel, hints.map(encodeHint)]);
}

/** The payload of a hint, bounded. */
export function encodeHint({ noun, clusterIds = [], objectIds = [], all }: LiveHint): string {
  const tooMany = clusterIds.length > maxHintIds || objectIds.length > maxHintIds;
  if (all || tooMany) return JSON.stringify({ noun, all: true });
  return JSON.stringify({ noun, ...(clusterIds.length > 0 && { clusterIds }), ...(objectIds.length > 0 && { objectIds }) });
}

const hintSchema = z.object({
  noun: z.string().max(64),
  clusterIds: z.array(z.string().max(64)).max(maxHintIds).optional(),
  objectIds: z.array(z.string().max(64)).max(maxHintIds).optional(),
  all: z.literal(true).optional(),
});

/** Reads a payload; null when it is none of ours. */
export function decodeHint(payload: string | undefined): LiveHint | null {
  try {
    return hintSchema.parse(JSON.parse(payload ?? ''));
  } catch {
    return null;
  }
}
